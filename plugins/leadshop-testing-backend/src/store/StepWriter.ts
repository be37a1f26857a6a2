/*
 * Writes what steps do, many tests at a time.
 *
 * A step's result, the steps that start or are skipped because of it, their
 * events, and the end of the test after its last step form one transition of one
 * test. Transitions of different tests go together (GroupedWork.ts). Each is
 * fenced by its own test's attempt, and its caller learns whether it was stored.
 *
 * What is to be stored is asked for when the statement is made, so that whoever
 * waits for its turn can go on collecting (TestJournal.ts).
 */
import { Knex } from 'knex';
import {
  EventStep,
  ProviderMode,
  TestEventKind,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { TestFigures } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { tellEnded } from './endOfTest';
import type { ExecutionEnd } from './ExecutionStore';
import { GroupedWork } from './GroupedWork';
import { leadsOfEndedTests } from './leadStatus';
import { StepRow, StoredStepState, TestEventPayload } from './rows';

/** A step that has ended, to be stored. Times as ISO strings. */
export type EndedStep = Omit<
  StepRow,
  'started_at' | 'timestamp' | 'kept_from'
> & {
  started_at: string | null;
  timestamp: string;
};

/** What happened to a test, to be stored as one. */
export interface Transition {
  execution_id: string;
  attempt: number;
  ended: EndedStep[];
  events: { kind: TestEventKind; message: string; step: EventStep }[];
  figures?: TestFigures;
  /** The test ends with it. */
  end?: ExecutionEnd;
}

/** Transitions in one statement. */
const MAX_GROUP = 200;

const STORE_SQL = `
  WITH input AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(CAST(:tests AS jsonb)) AS t(
      n int, id uuid, attempt int, states jsonb, ended int, mode text, score numeric,
      tier text, revenue_impact numeric, revenue_currency text, spam_score numeric,
      final text, failure_reason text, error_message text, success_rate numeric)
  ), owned AS (
    UPDATE test_executions e SET
      step_states = e.step_states || i.states,
      current_step = e.current_step + i.ended,
      provider_mode = CASE WHEN 'sandbox' IN (e.provider_mode, i.mode) THEN 'sandbox'
        ELSE coalesce(i.mode, e.provider_mode) END,
      score = coalesce(i.score, e.score),
      tier = coalesce(i.tier, e.tier),
      revenue_impact = coalesce(i.revenue_impact, e.revenue_impact),
      revenue_currency = coalesce(i.revenue_currency, e.revenue_currency),
      spam_score = coalesce(i.spam_score, e.spam_score),
      -- A cancellation that came in meanwhile wins, see ExecutionStore
      status = CASE WHEN i.final IS NULL THEN e.status
        WHEN e.cancel_requested_at IS NULL THEN i.final ELSE 'cancelled' END,
      failure_reason = CASE WHEN e.cancel_requested_at IS NULL THEN i.failure_reason END,
      error_message = CASE WHEN e.cancel_requested_at IS NULL THEN i.error_message END,
      success_rate = coalesce(i.success_rate, e.success_rate),
      completed_at = CASE WHEN i.final IS NOT NULL THEN clock_timestamp() END,
      execution_time = CASE WHEN i.final IS NOT NULL THEN
        greatest(0, round(extract(epoch FROM clock_timestamp() - e.started_at) * 1000)) END
    FROM input i
    -- The list of ids makes the planner use the primary key; an index on status
    -- is full of entries of tests that no longer run, so it must not be tempted
    WHERE e.id = ANY(CAST(:ids AS uuid[])) AND e.id = i.id AND e.attempt = i.attempt
      AND e.status || '' = 'running'
    RETURNING i.n, e.id, e.attempt, e.status, e.error_message, e.lead_id, e.test_type,
      e.failure_reason, e.success_rate, e.execution_time, e.provider_mode, e.batch_id
  ), stored AS (
    INSERT INTO test_step_results (execution_id, step_name, step_number, component,
      title, status, fault, provider_mode, started_at, duration, attempts, details,
      personal, warnings, error, artifacts, "timestamp")
    SELECT o.id, s.step_name, s.step_number, s.component, s.title, s.status, s.fault,
      s.provider_mode, s.started_at, s.duration, s.attempts, s.details, s.personal,
      s.warnings, s.error, s.artifacts, s."timestamp"
    FROM jsonb_to_recordset(CAST(:steps AS jsonb)) AS s(
      n int, step_name text, step_number int, component text,
      title text, status text, fault text, provider_mode text,
      started_at timestamptz, duration int, attempts jsonb, details jsonb,
      personal jsonb, warnings jsonb, error text, artifacts jsonb,
      "timestamp" timestamptz)
    JOIN owned o ON o.n = s.n
  ), finished AS (
    SELECT * FROM owned WHERE status <> 'running'
  ), lead AS (${leadsOfEndedTests('finished')}), logged AS (
    INSERT INTO feed_events (channel, type, test_id, payload)
    SELECT 'test', type, id, payload FROM (
      SELECT 'test_update' AS type, o.id, v.payload, v.place
      FROM ROWS FROM (jsonb_to_recordset(CAST(:events AS jsonb))
        AS (n int, payload jsonb)) WITH ORDINALITY AS v(n, payload, place)
      JOIN owned o ON o.n = v.n
      UNION ALL
      SELECT 'test_completed', id, jsonb_build_object(
        'kind', 'ended', 'attempt', attempt,
        'message', CASE status WHEN 'success' THEN 'Every step succeeded'
          WHEN 'cancelled' THEN 'Cancelled' ELSE error_message END,
        'step', NULL), NULL
      FROM finished
    ) events
    ORDER BY place NULLS LAST
  )
  SELECT n, ${tellEnded('owned')} AS told FROM owned`;

/** Stores transitions in groups. */
export class StepWriter {
  readonly #knex: Knex;
  readonly #onStored: () => void;
  readonly #groups: GroupedWork<() => Transition, boolean>;

  /** @param onStored - called after each write, to wake the feed */
  constructor(knex: Knex, onStored: () => void) {
    this.#knex = knex;
    this.#onStored = onStored;
    this.#groups = new GroupedWork(
      takes => this.#write(takes.map(take => take())),
      MAX_GROUP,
    );
  }

  /**
   * Stores a transition.
   *
   * @param transition - or what gives it, when its turn comes
   * @returns false when the test is no longer at this attempt or has ended; then
   * nothing was written.
   */
  write(transition: Transition | (() => Transition)): Promise<boolean> {
    let taken: Transition | undefined;
    return this.#groups.ask(() => {
      // Asked again when the group is written one by one
      taken ??= typeof transition === 'function' ? transition() : transition;
      return taken;
    });
  }

  async #write(transitions: Transition[]): Promise<boolean[]> {
    const ofTests = ofEachTest(transitions);
    const owned = await this.#store(ofTests);
    this.#onStored();
    const stored = new Set(owned.map(n => key(ofTests[n])));
    return transitions.map(transition => stored.has(key(transition)));
  }

  /** @returns the places of those that were stored */
  async #store(transitions: Transition[]): Promise<number[]> {
    const { rows } = await this.#knex.raw(STORE_SQL, {
      ids: transitions.map(t => t.execution_id),
      tests: JSON.stringify(
        transitions.map((t, n) => ({
          n,
          id: t.execution_id,
          attempt: t.attempt,
          states: statesOf(t),
          ended: t.ended.length,
          mode: modeOf(t),
          ...t.figures,
          final: t.end?.status,
          failure_reason: t.end?.failure_reason,
          error_message: t.end?.error_message,
          success_rate: t.end?.success_rate,
        })),
      ),
      steps: JSON.stringify(
        transitions.flatMap((t, n) => t.ended.map(step => ({ n, ...step }))),
      ),
      events: JSON.stringify(
        transitions.flatMap((t, n) =>
          t.events.map(({ kind, message, step }) => ({
            n,
            payload: {
              kind,
              attempt: t.attempt,
              message,
              step,
            } satisfies TestEventPayload,
          })),
        ),
      ),
    });
    return (rows as { n: number }[]).map(({ n }) => n);
  }
}

function key(t: Transition): string {
  return `${t.execution_id}/${t.attempt}`;
}

/** Two transitions of a test as one. */
export function together(before: Transition, next: Transition): Transition {
  return {
    ...next,
    ended: [...before.ended, ...next.ended],
    events: [...before.events, ...next.events],
    figures: { ...before.figures, ...next.figures },
    end: next.end ?? before.end,
  };
}

/** One for each test, because one statement cannot update one row twice. */
function ofEachTest(transitions: Transition[]): Transition[] {
  const byTest = new Map<string, Transition>();
  for (const next of transitions) {
    const before = byTest.get(key(next));
    byTest.set(key(next), before ? together(before, next) : next);
  }
  // In the order of ids, so that two replicas cannot lock each other out
  return [...byTest.values()].sort((a, b) =>
    a.execution_id < b.execution_id ? -1 : 1,
  );
}

function statesOf(t: Transition): Record<string, StoredStepState> {
  const states: Record<string, StoredStepState> = {};
  for (const { step } of t.events) states[step.step_name] = step.status;
  for (const step of t.ended) {
    const stopped = step.status === 'skipped' && step.started_at !== null;
    states[step.step_name] = stopped ? 'stopped' : step.status;
  }
  return states;
}

function modeOf(t: Transition): ProviderMode | null {
  const modes = t.ended.map(step => step.provider_mode);
  if (modes.includes('sandbox')) return 'sandbox';
  return modes.includes('live') ? 'live' : null;
}
