import { Knex } from 'knex';
import { LeadData } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { GroupedWork } from './GroupedWork';
import { StepRow } from './rows';

/** A test that a worker has taken, with all that it needs to go on. */
export interface TakenExecution {
  id: string;
  test_type: string;
  attempt: number;
  lead_data: LeadData;
  user_ref: string;
  cancel_requested_at: Date | null;
  /** Where the trace of its first attempt begins. */
  trace_parent: string | null;
  steps: StepRow[];
}

/** A worker wants a test. */
interface Take {
  id: string;
  workerId: string;
  /** Empty: none. */
  traceParent: string;
}

/** Tests taken by one statement. */
const MAX_TAKEN = 100;

const TAKE_SQL = `
  WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest(?::uuid[], ?::text[], ?::text[])
      AS w(id, worker_id, trace_parent)
    ORDER BY id
  ), taken AS (
    UPDATE test_executions e SET
      attempt = e.attempt + 1,
      status = 'running',
      worker_id = w.worker_id,
      started_at = coalesce(e.started_at, now()),
      trace_parent = coalesce(e.trace_parent, nullif(w.trace_parent, '')),
      step_states = CASE WHEN e.attempt = 0 THEN e.step_states ELSE (
        SELECT coalesce(jsonb_object_agg(step_name, s.status), '{}')
        FROM test_step_results s WHERE s.execution_id = e.id) END
    FROM wanted w
    -- By primary key, see StepWriter
    WHERE e.id = ANY(?::uuid[]) AND e.id = w.id
      AND e.status || '' IN ('pending', 'running')
    RETURNING e.id, e.test_type, e.attempt, e.lead_data, e.user_ref,
      e.cancel_requested_at, e.trace_parent, e.current_step
  ), logged AS (
    INSERT INTO feed_events (channel, type, test_id, payload)
    SELECT 'test', 'test_update', id, jsonb_build_object(
      'kind', CASE WHEN attempt = 1 THEN 'started' ELSE 'resumed' END,
      'attempt', attempt,
      'message', CASE WHEN attempt = 1 THEN 'Started'
        ELSE 'Taken up again by another worker (attempt ' || attempt || ')' END,
      'step', NULL)
    FROM taken
  )
  SELECT * FROM taken`;

/** Takes tests, many at a time. */
export class TestTaking {
  readonly #knex: Knex;
  readonly #groups: GroupedWork<Take, TakenExecution | undefined>;

  constructor(knex: Knex) {
    this.#knex = knex;
    this.#groups = new GroupedWork(takes => this.#together(takes), MAX_TAKEN);
  }

  /** @returns undefined when the test has ended or is gone. */
  take(take: Take): Promise<TakenExecution | undefined> {
    return this.#groups.ask(take);
  }

  async #together(takes: Take[]): Promise<(TakenExecution | undefined)[]> {
    // A test that is taken twice is taken one after the other
    const twice = takes.findIndex(
      ({ id }, i) => takes.findIndex(take => take.id === id) < i,
    );
    if (twice >= 0) {
      const before = await this.#together(takes.slice(0, twice));
      return [...before, ...(await this.#together(takes.slice(twice)))];
    }
    const { rows } = await this.#knex.raw(TAKE_SQL, [
      takes.map(take => take.id),
      takes.map(take => take.workerId),
      takes.map(take => take.traceParent),
      takes.map(take => take.id),
    ]);
    const taken = rows as (Omit<TakenExecution, 'steps'> & {
      current_step: number;
    })[];
    const begun = taken.filter(test => test.current_step > 0);
    const steps: (StepRow & { execution_id: string })[] =
      begun.length > 0
        ? await this.#knex('test_step_results').whereIn(
            'execution_id',
            begun.map(({ id }) => id),
          )
        : [];
    return takes.map(({ id }) => {
      const found = taken.find(test => test.id === id);
      if (!found) return undefined;
      const { current_step, ...test } = found;
      const own = steps.filter(step => step.execution_id === id);
      return { ...test, steps: own };
    });
  }
}
