import { DateTime } from 'luxon';
import { providerModeSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ProviderMode,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { HistoryFilter } from '../../api';
import { beginOfDay, endOfDay } from '../../formats';
import { userRefOf } from '../../words';
import { statusesOf } from '../StatusFilter';

/** The periods up to now that can be chosen, in days. */
export const PERIODS = ['1', '7', '30', '90'] as const;
/** One of {@link PERIODS}. */
export type Period = (typeof PERIODS)[number];

/**
 * What narrows the list, as the address has it; empty where nothing is chosen.
 * `days` and the dates exclude each other.
 */
export interface HistoryNarrowing {
  status: TestStatus[];
  q: string;
  days: Period | '';
  /** A day such as `2026-03-01`, or a moment. */
  from: string;
  /** A day, which belongs to the period, or a moment, which does not. */
  to: string;
  component: string;
  failed_step: string;
  provider_mode: ProviderMode | '';
  user: string;
  test_type: string;
  entity_ref: string;
  lead_id: string;
  batch_id: string;
}

/** The name of something that narrows the list. */
export type NarrowingName = keyof HistoryNarrowing;

/** In the order in which they are shown. */
export const NARROWING_NAMES: readonly NarrowingName[] = [
  'q',
  'status',
  'days',
  'from',
  'to',
  'component',
  'failed_step',
  'provider_mode',
  'user',
  'test_type',
  'entity_ref',
  'lead_id',
  'batch_id',
];

/** What an address narrows the list to; what it cannot mean is left out. */
export function narrowingOf(params: URLSearchParams): HistoryNarrowing {
  const text = (name: NarrowingName) => params.get(name) ?? '';
  const days = PERIODS.find(period => period === text('days')) ?? '';
  const moment = (name: 'from' | 'to') =>
    days === '' && DateTime.fromISO(text(name)).isValid ? text(name) : '';
  return {
    status: statusesOf(params.get('status')),
    q: text('q'),
    days,
    from: moment('from'),
    to: moment('to'),
    component: text('component'),
    failed_step: text('failed_step'),
    provider_mode:
      providerModeSchema.safeParse(text('provider_mode')).data ?? '',
    user: text('user'),
    test_type: text('test_type'),
    entity_ref: text('entity_ref'),
    lead_id: text('lead_id'),
    batch_id: text('batch_id'),
  };
}

/** Writes changes of what narrows the list into an address. */
export function narrowAddress(
  params: URLSearchParams,
  change: Partial<HistoryNarrowing>,
): void {
  for (const [name, value] of Object.entries(change)) {
    const text = Array.isArray(value) ? value.join(',') : value;
    if (text) {
      params.set(name, text);
    } else {
      params.delete(name);
    }
  }
  if (change.days) {
    params.delete('from');
    params.delete('to');
  } else if (change.from || change.to) {
    params.delete('days');
  }
}

/** What to ask the server for. `now` is the end of a period up to now. */
export function filterOf(
  narrowing: HistoryNarrowing,
  now: DateTime,
): HistoryFilter {
  const { status, days, from, to, provider_mode } = narrowing;
  const text = (name: NarrowingName) =>
    String(narrowing[name]).trim() || undefined;
  return {
    status,
    q: text('q'),
    from: days
      ? now.minus({ days: Number(days) }).toISO() ?? undefined
      : beginOfDay(from),
    to: endOfDay(to),
    component: text('component'),
    failed_step: text('failed_step'),
    provider_mode: provider_mode || undefined,
    user: userRefOf(narrowing.user.trim()),
    test_type: text('test_type'),
    entity_ref: text('entity_ref'),
    lead_id: text('lead_id'),
    batch_id: text('batch_id'),
  };
}
