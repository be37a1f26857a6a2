import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { providerModeSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ProviderMode } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** The periods that can be chosen, in days. */
export const PERIODS = [1, 7, 30, 90] as const;

const FIRST_PERIOD = 7;

/** The chosen period. */
export interface Period {
  days: number;
  /** Undefined until somebody chooses: the server says which has tests. */
  mode?: ProviderMode;
  chooseDays(days: number): void;
  chooseMode(mode: ProviderMode): void;
}

/**
 * Which period a page shows, kept in the address alone, so that a link shows
 * what its sender saw.
 */
export function usePeriod(): Period {
  const [params, setParams] = useSearchParams();
  const asked = Number(params.get('days'));
  const days = PERIODS.find(period => period === asked) ?? FIRST_PERIOD;
  const mode = providerModeSchema.safeParse(params.get('mode')).data;
  const choose = useCallback(
    (name: string, value: string) =>
      setParams(
        before => {
          const after = new URLSearchParams(before);
          after.set(name, value);
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
  return useMemo(
    () => ({
      days,
      mode,
      chooseDays: (chosen: number) => choose('days', String(chosen)),
      chooseMode: (chosen: ProviderMode) => choose('mode', chosen),
    }),
    [days, mode, choose],
  );
}
