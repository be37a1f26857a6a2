import { useCallback } from 'react';
import { DateTime } from 'luxon';
import { useFormats } from '../../formats';

/** Periods up to this many days are told apart by the hour. */
const HOURS_UP_TO_DAYS = 2;

/** Writes moments of a period: hours of a day, days of a longer period. */
export function useMomentText(
  days: number,
): (at: number, full?: boolean) => string {
  const { moment } = useFormats();
  return useCallback(
    (at, full = true) => {
      const iso = new Date(at).toISOString();
      if (full) {
        return moment(iso, DateTime.DATETIME_MED);
      }
      return moment(
        iso,
        days <= HOURS_UP_TO_DAYS
          ? DateTime.TIME_SIMPLE
          : { month: 'short', day: 'numeric' },
      );
    },
    [moment, days],
  );
}
