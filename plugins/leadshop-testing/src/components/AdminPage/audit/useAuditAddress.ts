import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  auditActionSchema,
  auditOutcomeSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { AuditOutcome } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { AuditFilter } from '../../../api';
import { beginOfDay, endOfDay } from '../../../formats';
import { userRefOf } from '../../../words';
import { useCursorTrail } from '../../Pager';

const TEXTS = [
  'actor',
  'action',
  'target_type',
  'target_id',
  'request_id',
  'from',
  'to',
] as const;

/** What narrows the audit trail, as the fields show it. */
export type AuditNarrowing = Record<(typeof TEXTS)[number], string> & {
  outcome: AuditOutcome[];
};

function narrowingOf(params: URLSearchParams): AuditNarrowing {
  const texts = Object.fromEntries(
    TEXTS.map(name => [name, params.get(name) ?? '']),
  ) as Record<(typeof TEXTS)[number], string>;
  const outcome = (params.get('outcome') ?? '').split(',').flatMap(word => {
    const parsed = auditOutcomeSchema.safeParse(word);
    return parsed.success ? [parsed.data] : [];
  });
  return { ...texts, outcome };
}

/** A service is named as it is, a user also without the kind and namespace. */
function actorOf(text: string): string | undefined {
  return text.startsWith('service:') ? text : userRefOf(text);
}

function filterOf(narrowing: AuditNarrowing): AuditFilter {
  const action = auditActionSchema.safeParse(narrowing.action);
  return {
    actor: actorOf(narrowing.actor.trim()),
    action: action.success ? [action.data] : undefined,
    outcome: narrowing.outcome,
    target_type: narrowing.target_type || undefined,
    target_id: narrowing.target_id || undefined,
    request_id: narrowing.request_id || undefined,
    from: beginOfDay(narrowing.from),
    to: endOfDay(narrowing.to),
  };
}

/** All that the tab shows, kept in the address alone. */
export function useAuditAddress() {
  const [params, setParams] = useSearchParams();
  const trail = useCursorTrail();
  const narrowing = useMemo(() => narrowingOf(params), [params]);
  const filterText = JSON.stringify(filterOf(narrowing));
  const change = useCallback(
    (make: (after: URLSearchParams) => void) =>
      setParams(
        before => {
          const after = new URLSearchParams(before);
          make(after);
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
  return {
    narrowing,
    narrowed: narrowing.outcome.length > 0 || TEXTS.some(n => narrowing[n]),
    /** The same object for as long as it asks for the same. */
    filter: useMemo<AuditFilter>(() => JSON.parse(filterText), [filterText]),
    trail,
    /** Id of the entry that is looked at from close by. */
    event: params.get('event'),
    narrow: useCallback(
      (changes: Partial<AuditNarrowing>) =>
        change(after => {
          after.delete('cursor');
          for (const [name, value] of Object.entries(changes)) {
            const text = String(value);
            if (text) {
              after.set(name, text);
            } else {
              after.delete(name);
            }
          }
        }),
      [change],
    ),
    clear: useCallback(
      () =>
        change(after =>
          [...TEXTS, 'outcome', 'cursor'].forEach(name => after.delete(name)),
        ),
      [change],
    ),
    /** The address that shows an entry from close by. */
    addressOf: (id: string) => {
      const after = new URLSearchParams(params);
      after.set('event', id);
      return `?${after}`;
    },
    close: useCallback(() => change(after => after.delete('event')), [change]),
  };
}
