import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { EventChoice } from '../EventLog';
import { STEP_VIEWS, StepViewName } from '../StepDetails';

/** What of a test is shown, as the address of the page has it. */
export interface TestAddress {
  /** Name of the step that was chosen. */
  step: string | undefined;
  view: StepViewName;
  log: EventChoice;
  /** Whether the whole test is shown as JSON. */
  raw: boolean;
}

/** The choices on the page of a test; the address holds them all. */
export function useTestAddress(): {
  address: TestAddress;
  change: (changes: Partial<TestAddress>) => void;
} {
  const [params, setParams] = useSearchParams();
  const address = useMemo(
    () => ({
      step: params.get('step') ?? undefined,
      view: STEP_VIEWS.find(view => view === params.get('view')) ?? 'evidence',
      log: {
        step: params.get('log_step') ?? '',
        kind: params.get('log_kind') ?? '',
      },
      raw: params.has('raw'),
    }),
    [params],
  );
  const change = useCallback(
    (changes: Partial<TestAddress>) =>
      setParams(
        before => {
          const after = new URLSearchParams(before);
          const put = (name: string, value: string | undefined) =>
            value ? after.set(name, value) : after.delete(name);
          if ('step' in changes) put('step', changes.step);
          if (changes.view) {
            put('view', changes.view === 'evidence' ? '' : changes.view);
          }
          if (changes.log) {
            put('log_step', changes.log.step);
            put('log_kind', changes.log.kind);
          }
          if ('raw' in changes) put('raw', changes.raw ? '1' : '');
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
  return { address, change };
}
