/*
 * Writes what steps do, many tests at a time.
 *
 * A step's result, the steps that start or are skipped because of it, and their
 * events form one transition of one test. Transitions of different tests that
 * come in while a write is under way wait and go together with the next one
 * (group commit), so that a busy replica pays for one round trip and one commit
 * where it would pay for dozens; an idle one writes at once. Each transition is
 * still fenced by its own test's attempt, and its caller learns whether it was
 * stored before anything follows from it.
 *
 * Two transitions of the same test that wait together are merged, because one
 * statement cannot update one row twice.
 *
 * A statement runs on one core of the database, so there are a few lanes that
 * write side by side. A test keeps to its lane, and so its transitions keep
 * their order.
 */
import { Knex } from 'knex';
import {
  EventStep,
  ProviderMode,
  TestEventKind,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { TestFigures } from '@leadshop/backstage-plugin-leadshop-testing-node';
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
}

interface Waiting {
  transition: Transition;
  resolve: (stored: boolean) => void;
  reject: (error: unknown) => void;
}

/** Transitions in one statement; keeps a statement's size bounded. */
const MAX_BATCH = 200;

/** Statements under way at once. */
const LANES = 3;

interface Lane {
  waiting: Waiting[];
  writing: boolean;
}

const STORE_SQL = `
  WITH input AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(?::jsonb) AS t(
      id uuid, attempt int, states jsonb, ended int, mode text, figures jsonb,
      steps jsonb, events jsonb)
  ), owned AS (
    UPDATE test_executions e SET
      step_states = e.step_states || i.states,
      current_step = e.current_step + i.ended,
      provider_mode = CASE WHEN 'sandbox' IN (e.provider_mode, i.mode) THEN 'sandbox'
        ELSE coalesce(i.mode, e.provider_mode) END,
      score = coalesce((i.figures->>'score')::numeric, e.score),
      tier = coalesce(i.figures->>'tier', e.tier),
      revenue_impact = coalesce((i.figures->>'revenue_impact')::numeric, e.revenue_impact),
      revenue_currency = coalesce(i.figures->>'revenue_currency', e.revenue_currency),
      spam_score = coalesce((i.figures->>'spam_score')::numeric, e.spam_score)
    FROM input i
    -- The list of ids makes the planner use the primary key; an index on status
    -- is full of entries of tests that no longer run, so it must not be tempted
    WHERE e.id = ANY(?::uuid[]) AND e.id = i.id AND e.attempt = i.attempt
      AND e.status || '' = 'running'
    RETURNING e.id, e.attempt, i.steps, i.events
  ), stored AS (
    INSERT INTO test_step_results (execution_id, step_name, step_number, component,
      title, status, fault, provider_mode, started_at, duration, attempts, details,
      personal, warnings, error, artifacts, "timestamp")
    SELECT o.id, s.step_name, s.step_number, s.component, s.title, s.status, s.fault,
      s.provider_mode, s.started_at, s.duration, s.attempts, s.details, s.personal,
      s.warnings, s.error, s.artifacts, s."timestamp"
    FROM owned o CROSS JOIN LATERAL jsonb_to_recordset(o.steps) AS s(
      step_name text, step_number int, component text, title text, status text,
      fault text, provider_mode text, started_at timestamptz, duration int,
      attempts jsonb, details jsonb, personal jsonb, warnings jsonb, error text,
      artifacts jsonb, "timestamp" timestamptz)
  ), logged AS (
    INSERT INTO feed_events (channel, type, test_id, payload)
    SELECT 'test', 'test_update', o.id, v.payload
    FROM owned o
    CROSS JOIN LATERAL jsonb_array_elements(o.events) WITH ORDINALITY AS v(payload, place)
    ORDER BY o.id, v.place
  )
  SELECT id, attempt FROM owned`;

/** Stores transitions in batches. */
export class StepWriter {
  readonly #knex: Knex;
  readonly #onStored: () => void;
  readonly #lanes: Lane[] = Array.from({ length: LANES }, () => ({
    waiting: [],
    writing: false,
  }));

  /** @param onStored - called after each write, to wake the feed */
  constructor(knex: Knex, onStored: () => void) {
    this.#knex = knex;
    this.#onStored = onStored;
  }

  /**
   * Stores a transition.
   *
   * @returns false when the test is no longer at this attempt or has ended; then
   * nothing was written.
   */
  write(transition: Transition): Promise<boolean> {
    const lane = this.#lanes[laneOf(transition.execution_id)];
    return new Promise((resolve, reject) => {
      lane.waiting.push({ transition, resolve, reject });
      if (!lane.writing) void this.#drain(lane);
    });
  }

  async #drain(lane: Lane) {
    lane.writing = true;
    while (lane.waiting.length > 0) {
      await this.#writeTogether(lane.waiting.splice(0, MAX_BATCH));
    }
    lane.writing = false;
  }

  async #writeTogether(batch: Waiting[]): Promise<void> {
    try {
      const owned = await this.#store(merge(batch.map(w => w.transition)));
      this.#onStored();
      for (const { transition, resolve } of batch) {
        resolve(owned.has(key(transition)));
      }
    } catch (error) {
      if (batch.length > 1 && isAboutData(error)) {
        // One of them cannot be stored; the others must not suffer for it
        for (const waiting of batch) await this.#writeTogether([waiting]);
        return;
      }
      for (const { reject } of batch) reject(error);
    }
  }

  async #store(transitions: Transition[]): Promise<Set<string>> {
    const input = transitions.map(t => ({
      id: t.execution_id,
      attempt: t.attempt,
      states: statesOf(t),
      ended: t.ended.length,
      mode: modeOf(t),
      figures: t.figures ?? {},
      steps: t.ended,
      events: t.events.map(
        (e): TestEventPayload => ({
          kind: e.kind,
          attempt: t.attempt,
          message: e.message,
          step: e.step,
        }),
      ),
    }));
    const { rows } = await this.#knex.raw(STORE_SQL, [
      JSON.stringify(input),
      input.map(t => t.id),
    ]);
    return new Set(
      (rows as { id: string; attempt: number }[]).map(
        row => `${row.id}/${row.attempt}`,
      ),
    );
  }
}

/** Ids end in chance, and so spread tests evenly. */
function laneOf(executionId: string): number {
  return Number.parseInt(executionId.slice(-4), 16) % LANES;
}

/** PostgreSQL refused a value (classes 22 and 23), and not the statement. */
function isAboutData(error: unknown): boolean {
  return /^2[23]/.test(String((error as { code?: unknown }).code));
}

function key(t: Transition): string {
  return `${t.execution_id}/${t.attempt}`;
}

function merge(transitions: Transition[]): Transition[] {
  const byTest = new Map<string, Transition>();
  for (const next of transitions) {
    const before = byTest.get(key(next));
    byTest.set(
      key(next),
      before
        ? {
            ...next,
            ended: [...before.ended, ...next.ended],
            events: [...before.events, ...next.events],
            figures: { ...before.figures, ...next.figures },
          }
        : next,
    );
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
