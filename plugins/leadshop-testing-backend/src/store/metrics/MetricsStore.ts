/*
 * Reads figures: the rollup, and with it the ended tests that have not been
 * folded into it yet. Both in one snapshot, so that each test is in exactly one
 * of them.
 */
import { ServiceUnavailableError } from '@backstage/errors';
import { Knex } from 'knex';
import { ProviderMode } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { columnsOf, REVENUE, Rollup, STEPS, TESTS } from './increments';
import { readUnfolded, Unfolded, WITHOUT_JIT } from './MetricsFold';
import { Period, Rows, rowsOf, Span } from './period';

/** Tests of a slice in a provider mode; 'none': they called no provider. */
export interface TestsRow {
  at: Date;
  provider_mode: ProviderMode | 'none';
  successful: number;
  failed: number;
  cancelled: number;
  duration_sum: number;
  spam_tests: number;
  spam_sum: number;
  durations: Buffer | null;
}

/** Counts of a step. */
export interface StepCounts {
  succeeded: number;
  failed: number;
  skipped: number;
  fault_lead: number;
  fault_leadshop: number;
  fault_vendor: number;
  fault_config: number;
  fault_network: number;
  durations: Buffer | null;
}

/** A step of a period. */
export interface StepRollupRow extends StepCounts {
  step_name: string;
  component: string;
  step_number: number;
  title: string;
}

/** A component in a slice. */
export interface ComponentSliceRow extends StepCounts {
  at: Date;
}

/** Revenue impact of one component, industry or import. */
export interface RevenueRow {
  currency: string;
  dimension: 'component' | 'industry' | 'import';
  /** '' for none. */
  key: string;
  tests: number;
  amount: number;
  /** Of an import that is still listed. */
  file_name: string | null;
}

const sums = (rollup: Rollup) =>
  rollup.sums.map(name => `sum(${name})::float8 AS ${name}`).join(', ');
const HISTOGRAMS = `string_agg(durations, '') AS durations`;

/** Reads figures, all of them as of one moment. */
export class MetricsSnapshot {
  readonly #trx: Knex.Transaction;
  readonly #unfolded: string[];
  /** Two snapshots of the same version say the same of the same period. */
  readonly version: string;

  constructor(trx: Knex.Transaction, unfolded: Unfolded) {
    this.#trx = trx;
    this.#unfolded = unfolded.ids;
    this.version = unfolded.version;
  }

  /** Tests of a period by slice and provider mode. */
  async tests(period: Period): Promise<TestsRow[]> {
    const { sql, bindings } = this.#rows(
      TESTS,
      rowsOf(period, period.slice === 'hour'),
    );
    const { rows } = await this.#trx.raw(
      `SELECT date_trunc('${period.slice}', at, 'UTC') AS at, provider_mode,
         ${sums(TESTS)}, ${HISTOGRAMS}
       FROM (${sql}) m GROUP BY 1, provider_mode ORDER BY 1`,
      bindings,
    );
    return rows;
  }

  /** Tests of a span by provider mode, as if it were one slice. */
  async testsTogether(span: Span): Promise<TestsRow[]> {
    const { sql, bindings } = this.#rows(TESTS, rowsOf(span));
    const { rows } = await this.#trx.raw(
      `SELECT min(at) AS at, provider_mode, ${sums(TESTS)}, ${HISTOGRAMS}
       FROM (${sql}) m GROUP BY provider_mode`,
      bindings,
    );
    return rows;
  }

  /** The steps of a period. */
  async steps(period: Period, mode: ProviderMode): Promise<StepRollupRow[]> {
    const { sql, bindings } = this.#rows(STEPS, rowsOf(period));
    const { rows } = await this.#trx.raw(
      `SELECT step_name, component, max(step_number) AS step_number,
         max(title) AS title, ${sums(STEPS)}, ${HISTOGRAMS}
       FROM (${sql}) m WHERE provider_mode IN (?, 'none')
       GROUP BY step_name, component ORDER BY step_number, step_name`,
      [...bindings, mode],
    );
    return rows;
  }

  /** A component by slice. */
  async component(
    component: string,
    period: Period,
    mode: ProviderMode,
  ): Promise<ComponentSliceRow[]> {
    const { sql, bindings } = this.#rows(
      STEPS,
      rowsOf(period, period.slice === 'hour'),
    );
    const { rows } = await this.#trx.raw(
      `SELECT date_trunc('${period.slice}', at, 'UTC') AS at, ${sums(STEPS)},
         ${HISTOGRAMS}
       FROM (${sql}) m WHERE component = ? AND provider_mode IN (?, 'none')
       GROUP BY 1 ORDER BY 1`,
      [...bindings, component, mode],
    );
    return rows;
  }

  /** A component over a whole span. */
  async componentTogether(
    component: string,
    span: Span,
    mode: ProviderMode,
  ): Promise<StepCounts[]> {
    const { sql, bindings } = this.#rows(STEPS, rowsOf(span));
    const { rows } = await this.#trx.raw(
      `SELECT ${sums(STEPS)}, ${HISTOGRAMS} FROM (${sql}) m
       WHERE component = ? AND provider_mode IN (?, 'none') HAVING count(*) > 0`,
      [...bindings, component, mode],
    );
    return rows;
  }

  /** Revenue impact by everything that it is kept by; the most first. */
  async revenue(span: Span, mode: ProviderMode): Promise<RevenueRow[]> {
    const { sql, bindings } = this.#rows(REVENUE, rowsOf(span));
    const { rows } = await this.#trx.raw(
      `SELECT r.*, i.file_name FROM (
         SELECT currency, dimension, key, ${sums(REVENUE)}
         FROM (${sql}) m WHERE provider_mode IN (?, 'none')
         GROUP BY currency, dimension, key
       ) r
       LEFT JOIN imports i ON i.id =
         CASE WHEN r.dimension = 'import' AND r.key <> '' THEN r.key::uuid END
       ORDER BY r.amount DESC, r.key`,
      [...bindings, mode],
    );
    return rows;
  }

  /** Rows of the rollup, and those that tests not yet folded will add. */
  #rows(
    rollup: Rollup,
    rows: Rows,
  ): { sql: string; bindings: (Date | string | string[])[] } {
    const columns = columnsOf(rollup).join(', ');
    const kept = `SELECT ${columns} FROM ${rollup.table} WHERE ${rows.sql}`;
    if (this.#unfolded.length === 0)
      return { sql: kept, bindings: rows.bindings };
    return {
      sql: `${kept} UNION ALL SELECT ${columns}
        FROM (${rollup.increments('e.id = ANY(?::uuid[])')}) added WHERE ${
        rows.sql
      }`,
      bindings: [...rows.bindings, this.#unfolded, ...rows.bindings],
    };
  }
}

/** Opens snapshots of the figures. */
export class MetricsStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Reads figures as of one moment.
   *
   * @throws ServiceUnavailableError while there is no rollup.
   */
  async read<T>(
    read: (snapshot: MetricsSnapshot, trx: Knex.Transaction) => Promise<T>,
  ): Promise<T> {
    return this.#knex.transaction(
      async trx => {
        const unfolded = await readUnfolded(trx);
        if (!unfolded) {
          throw new ServiceUnavailableError(
            'The figures are being built from the tests that are stored; try again in a minute',
          );
        }
        if (unfolded.ids.length > 0) await trx.raw(WITHOUT_JIT);
        return read(new MetricsSnapshot(trx, unfolded), trx);
      },
      { isolationLevel: 'repeatable read', readOnly: true },
    );
  }
}
