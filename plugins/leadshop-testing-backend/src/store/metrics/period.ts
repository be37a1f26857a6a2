/*
 * A period of figures and the rows of the rollup that make it up: hours at its
 * ends and days in between, so that a month is read from some eighty rows.
 *
 * It begins with a full hour, because hours are the smallest that is kept: "7
 * days" are 167 full hours and the present one as far as it has passed. Before it
 * lies the period that it is compared with, of as many hours.
 */

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Up to this long, slices are hours; beyond, UTC days. */
const HOURLY_DAYS = 7;

/** From a time up to another, which is not in it. */
export interface Span {
  from: Date;
  to: Date;
}

/** A period up to now. */
export interface Period extends Span {
  days: number;
  /** As long, before it. */
  previous: Span;
  /** What its slices are. */
  slice: 'hour' | 'day';
}

const floor = (ms: number, unit: number) => Math.floor(ms / unit) * unit;
const ceil = (ms: number, unit: number) => Math.ceil(ms / unit) * unit;

/** So many days up to now. */
export function periodUpTo(now: Date, days: number): Period {
  const from = floor(now.getTime(), HOUR_MS) - days * DAY_MS + HOUR_MS;
  return {
    days,
    from: new Date(from),
    to: now,
    previous: { from: new Date(from - days * DAY_MS), to: new Date(from) },
    slice: days <= HOURLY_DAYS ? 'hour' : 'day',
  };
}

/** A slice of a period: its beginning, and its length in hours. */
export interface Slice {
  from: string;
  hours: number;
}

/** The slices of a period, by the time of the rows that make them up. */
export function slicesOf(period: Period): Map<number, Slice> {
  const unit = period.slice === 'hour' ? HOUR_MS : DAY_MS;
  const slices = new Map<number, Slice>();
  const start = period.from.getTime();
  for (let at = floor(start, unit); at <= period.to.getTime(); at += unit) {
    const from = Math.max(at, start);
    const hours = (at + unit - from) / HOUR_MS;
    slices.set(at, { from: new Date(from).toISOString(), hours });
  }
  return slices;
}

/** SQL condition on rows of the rollup, with its values. */
export interface Rows {
  sql: string;
  bindings: Date[];
}

/**
 * The rows that make up a span.
 *
 * @param hourly - take its hours, also where there are whole days
 */
export function rowsOf({ from, to }: Span, hourly = false): Rows {
  const firstDay = new Date(ceil(from.getTime(), DAY_MS));
  const lastDay = new Date(floor(to.getTime(), DAY_MS));
  if (hourly || firstDay >= lastDay) {
    return {
      sql: `span = 'hour' AND at >= ? AND at < ?`,
      bindings: [from, to],
    };
  }
  return {
    sql: `(span = 'hour' AND at >= ? AND at < ?
      OR span = 'day' AND at >= ? AND at < ?
      OR span = 'hour' AND at >= ? AND at < ?)`,
    bindings: [from, firstDay, firstDay, lastDay, lastDay, to],
  };
}
