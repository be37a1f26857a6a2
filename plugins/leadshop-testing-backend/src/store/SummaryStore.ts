/* Reads tests: the lists, one whole test, and what the live channels show. */
import { Knex } from 'knex';
import {
  ExecutionSummary,
  LeadData,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { OutlineStep, OutlineStore } from './outlines';
import {
  StepRow,
  StoredArtifact,
  StoredStepState,
  SUMMARY_COLUMNS,
  SummaryRow,
  toSummary,
} from './rows';

/** More active tests than a page can show are counted, not listed. */
const MAX_ACTIVE = 500;

/** A whole test as it is stored. */
export interface StoredExecution {
  summary: ExecutionSummary;
  outline: OutlineStep[];
  step_states: Record<string, StoredStepState>;
  attempt: number;
  lead_data: LeadData;
  steps: StepRow[];
  reruns: string[];
  trace_id: string | null;
}

/** Reads tests. */
export class SummaryStore {
  readonly #knex: Knex;
  readonly #outlines: OutlineStore;

  constructor(knex: Knex, outlines: OutlineStore) {
    this.#knex = knex;
    this.#outlines = outlines;
  }

  /** The newest state of these tests; unknown ones are left out. */
  async byIds(ids: Iterable<string>): Promise<Map<string, ExecutionSummary>> {
    const wanted = [...ids];
    if (wanted.length === 0) return new Map();
    const { rows } = await this.#knex.raw(
      `SELECT ${SUMMARY_COLUMNS} FROM test_executions e WHERE e.id = ANY(?::uuid[])`,
      [wanted],
    );
    const summaries = await this.summaries(rows);
    return new Map(summaries.map(summary => [summary.id, summary]));
  }

  /**
   * Tests that are pending or running, the oldest first. Tests that wait in a
   * batch are counted by it and not listed.
   */
  async active(): Promise<ExecutionSummary[]> {
    const { rows } = await this.#knex.raw(
      `SELECT ${SUMMARY_COLUMNS} FROM test_executions e
       WHERE e.status = 'running' OR (e.status = 'pending' AND e.batch_id IS NULL)
       ORDER BY e.created_at, e.id LIMIT ?`,
      [MAX_ACTIVE],
    );
    return this.summaries(rows);
  }

  /** Completes rows with the steps of their pipelines. */
  async summaries(rows: SummaryRow[]): Promise<ExecutionSummary[]> {
    const outlines = await this.#outlines.load(
      rows.map(row => row.pipeline_version),
    );
    return rows.map(row => toSummary(row, outlines.get(row.pipeline_version)));
  }

  /** One whole test. */
  async find(id: string): Promise<StoredExecution | undefined> {
    const { rows } = await this.#knex.raw(
      `SELECT ${SUMMARY_COLUMNS}, e.attempt, e.lead_data,
         split_part(e.trace_parent, '-', 2) AS trace_id,
         (SELECT coalesce(array_agg(r.id ORDER BY r.created_at), '{}')
          FROM test_executions r WHERE r.rerun_of = e.id)::text[] AS reruns
       FROM test_executions e WHERE e.id = ?`,
      [id],
    );
    const [row] = rows;
    if (!row) return undefined;
    const { attempt, lead_data, reruns, trace_id, ...summaryRow } = row;
    const steps: StepRow[] = await this.#knex('test_step_results')
      .where({ execution_id: id })
      .orderBy('step_number');
    const [summary] = await this.summaries([summaryRow]);
    const outlines = await this.#outlines.load([row.pipeline_version]);
    return {
      summary,
      outline: outlines.get(row.pipeline_version) ?? [],
      step_states: row.step_states,
      attempt,
      lead_data,
      steps: steps.map(
        ({ execution_id: _, ...step }: StepRow & { execution_id?: string }) =>
          step,
      ),
      reruns,
      trace_id,
    };
  }

  /** Whether there is such a test. */
  async exists(id: string): Promise<boolean> {
    const row = await this.#knex('test_executions').first('id').where({ id });
    return row !== undefined;
  }

  /** An artifact of a test, with the key of its object. */
  async artifact(
    id: string,
    name: string,
  ): Promise<StoredArtifact | undefined> {
    const { rows } = await this.#knex.raw(
      `SELECT a.value AS artifact FROM test_step_results s
       CROSS JOIN LATERAL jsonb_array_elements(s.artifacts) AS a
       WHERE s.execution_id = ? AND a.value->>'name' = ?
       LIMIT 1`,
      [id, name],
    );
    return rows[0]?.artifact;
  }
}
