/* How the calls of each provider went, in samples of each replica. */
import { Knex } from 'knex';
import { ProviderMode } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ProviderTally } from './ProviderCalls';
import { histogramOf } from './durations';
import { Span } from './period';

/** Columns that are added up. */
export const PROVIDER_SUMS = [
  'calls',
  'fault_lead',
  'fault_leadshop',
  'fault_vendor',
  'fault_config',
  'fault_network',
] as const;

/** Calls of a provider in a step of time. */
export interface ProviderStep
  extends Record<(typeof PROVIDER_SUMS)[number], number> {
  at: Date;
  provider: string;
  provider_mode: ProviderMode;
  durations: Buffer;
}

const SUMS = PROVIDER_SUMS.map(name => `sum(${name})::float8 AS ${name}`);

/** Stores and reads how calls went. */
export class ProviderMetrics {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Adds what a replica counted, by the database's clock. */
  async add(replica: string, tallies: readonly ProviderTally[]): Promise<void> {
    if (tallies.length === 0) return;
    await this.#knex('provider_metrics').insert(
      tallies.map(({ provider, mode, calls, faults, durations }) => ({
        provider,
        provider_mode: mode,
        calls,
        fault_lead: faults.lead ?? 0,
        fault_leadshop: faults.leadshop ?? 0,
        fault_vendor: faults.vendor ?? 0,
        fault_config: faults.config ?? 0,
        fault_network: faults.network ?? 0,
        durations: histogramOf(durations),
        replica,
      })),
    );
  }

  /** Over all replicas, by provider and by steps of a span. */
  async read(span: Span, stepMs: number): Promise<ProviderStep[]> {
    const { rows } = await this.#knex.raw(
      `SELECT date_bin(make_interval(secs => ?), recorded_at, 'epoch') AS at,
         provider, provider_mode, ${SUMS.join(', ')},
         string_agg(durations, '') AS durations
       FROM provider_metrics WHERE recorded_at >= ? AND recorded_at < ?
       GROUP BY 1, 2, 3 ORDER BY 1, 2`,
      [stepMs / 1000, span.from, span.to],
    );
    return rows;
  }
}
