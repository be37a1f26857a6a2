import { DateTime } from 'luxon';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function moment(text: string, daysLater: number): string | undefined {
  if (!text) {
    return undefined;
  }
  const days = DAY.test(text) ? daysLater : 0;
  return DateTime.fromISO(text).plus({ days }).toISO() ?? undefined;
}

/** When a day begins for the reader; what is a moment already stays. */
export const beginOfDay = (text: string) => moment(text, 0);

/** When a day is over for the reader; what is a moment already stays. */
export const endOfDay = (text: string) => moment(text, 1);
