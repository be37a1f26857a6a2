/*
 * Deletes what `leadshopTesting.history` says is too old: tests with their steps
 * and their objects in the bucket, events of the feed, batches, imports with the
 * rows that they rejected, checks of components. Figures stay, and so do leads:
 * they are nobody's history, and go when they are erased.
 *
 * One replica at a time does it, as a task of Backstage's scheduler, for some
 * minutes at most and never for more than half of the time: what is left is
 * deleted the next time. Rows go in chunks, each in a transaction of its own that
 * also adds the jobs for its objects (store/retention/). A replica that dies in
 * between has deleted whole chunks, and the next one goes on with the rest.
 *
 * With `history.enabled: false` a test goes soon after it has ended, but not at
 * once: its end has yet to reach the figures, its batch, and the page that shows
 * it. See docs/decisions/0017-retention.md for who needs what, and how long.
 */
import { setTimeout as pause } from 'node:timers/promises';
import {
  LoggerService,
  SchedulerService,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { RetentionRun } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AuditTrail } from '../audit';
import { LeadshopTestingConfig } from '../config';
import { deleteExpiredChecks } from '../store/retention/expiredChecks';
import { deleteExpiredFeed } from '../store/retention/expiredFeed';
import {
  deleteExpiredBatches,
  deleteExpiredImports,
} from '../store/retention/expiredOrders';
import { deleteExpiredTests } from '../store/retention/expiredTests';
import { Expiring } from '../store/retention/expiring';
import { RetentionRuns } from '../store/retention/RetentionRuns';
import { tellOfOverdueErasures } from './overdueErasures';

/** Id of the scheduler's task. */
export const RETENTION_TASK = 'leadshop-testing-retention';

/** An open page reads a test when it hears of its end. */
const TESTS_AT_LEAST_MS = 60_000;
/** Sockets resume from here, and notices of batches are tried for so long. */
const REST_AT_LEAST_MS = 2 * 3_600_000;
/** A run ends by itself before the scheduler gives it to another replica. */
const WORK_MS = 8 * 60_000;
const TIMEOUT_MS = 10 * 60_000;

/** What the keeper needs. */
export interface RetentionKeeperOptions {
  knex: Knex;
  trail: Pick<AuditTrail, 'record'>;
  logger: LoggerService;
  history: LeadshopTestingConfig['history'];
  /** How long a worker that was cut off can go on storing objects. */
  stragglersMs: number;
}

/** Rows that a run deleted. */
export type Deleted = Record<
  'tests' | 'events' | 'batches' | 'imports_and_rows' | 'component_checks',
  number
>;

/** Deletes what is too old. */
export class RetentionKeeper {
  readonly #options: RetentionKeeperOptions;
  readonly #runs: RetentionRuns;
  readonly #stopping = new AbortController();
  #running: Promise<unknown> | undefined;

  constructor(options: RetentionKeeperOptions) {
    this.#options = options;
    this.#runs = new RetentionRuns({
      knex: options.knex,
      lostAfterMs: TIMEOUT_MS,
    });
  }

  async start(scheduler: SchedulerService): Promise<void> {
    await scheduler.scheduleTask({
      id: RETENTION_TASK,
      ...scheduleOf(this.#options.history),
      scope: 'global',
      fn: async signal => {
        const begun = await this.#options.knex.transaction(trx =>
          this.#runs.begin(trx, null),
        );
        if (begun) await this.#work(begun.id, signal);
      },
    });
  }

  /**
   * Begins a run now, here, whatever the schedule says.
   *
   * @param record - tells the audit trail, in the transaction that begins it
   * @returns undefined when one is under way, here or on another replica
   */
  async request(
    principal: string,
    record: (trx: Knex.Transaction) => Promise<void>,
  ): Promise<RetentionRun | undefined> {
    const begun = await this.#options.knex.transaction(async trx => {
      const found = await this.#runs.begin(trx, principal);
      if (found) await record(trx);
      return found;
    });
    if (!begun) return undefined;
    this.#work(begun.id).catch(error =>
      this.#options.logger.error(
        `The run of the retention that ${principal} asked for failed: ${error}`,
      ),
    );
    return begun.run;
  }

  /** The last runs, the next one, and the settings. */
  async status() {
    const { history } = this.#options;
    const everyMs = everyMsOf(history);
    const { runs, scheduledAt } = await this.#runs.read();
    const next = scheduledAt && scheduledAt.getTime() + everyMs;
    return {
      last_run: runs[0] ?? null,
      recent_runs: runs,
      next_run_at:
        next === null
          ? null
          : new Date(Math.max(next, Date.now())).toISOString(),
      settings: {
        history_enabled: history.enabled,
        history_retention_ms: history.retentionMs,
        every_ms: everyMs,
      },
    };
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running?.catch(() => {});
  }

  async #work(id: string, signal?: AbortSignal): Promise<void> {
    const signals = [this.#stopping.signal, ...(signal ? [signal] : [])];
    const working = this.#workUntil(id, AbortSignal.any(signals));
    this.#running = working;
    await working;
  }

  async #workUntil(id: string, signal: AbortSignal): Promise<void> {
    try {
      const { whole, ...deleted } = await this.run({ signal });
      await this.#runs.end(id, whole ? 'finished' : 'interrupted', deleted);
    } catch (error) {
      await this.#runs.end(id, 'failed', null);
      throw error;
    }
  }

  /**
   * Deletes what is too old now.
   *
   * @param options - `now`: instead of the database's clock
   * @returns what it deleted, and whether that was all
   */
  async run(
    options: { signal?: AbortSignal; now?: Date } = {},
  ): Promise<Deleted & { whole: boolean }> {
    const { knex, history, stragglersMs, logger } = this.#options;
    await tellOfOverdueErasures(this.#options);
    const now = options.now ?? (await clockOf(knex));
    const ago = (ms: number) => new Date(now.getTime() - ms);
    const { enabled, retentionMs } = history;
    const tests = ago(Math.max(TESTS_AT_LEAST_MS, enabled ? retentionMs : 0));
    const feed = ago(Math.max(REST_AT_LEAST_MS, enabled ? retentionMs : 0));
    const rest = ago(Math.max(REST_AT_LEAST_MS, retentionMs));
    const recorded = { yet: false };
    const expiring = this.#recordedOnce(recorded, tests);
    const deleted: Deleted = {
      tests: 0,
      events: 0,
      batches: 0,
      imports_and_rows: 0,
      component_checks: 0,
    };
    const work: [keyof Deleted, AsyncGenerator<number>][] = [
      ['tests', deleteExpiredTests(expiring, { before: tests, stragglersMs })],
      ['events', deleteExpiredFeed(expiring, feed)],
      ['batches', deleteExpiredBatches(expiring, rest)],
      ['imports_and_rows', deleteExpiredImports(expiring, rest)],
      ['component_checks', deleteExpiredChecks({ knex }, rest)],
    ];
    const until = Date.now() + WORK_MS;
    const isOver = () => options.signal?.aborted || Date.now() > until;
    for (const [kind, chunks] of work) {
      if (isOver()) break;
      let began = Date.now();
      for await (const rows of chunks) {
        deleted[kind] += rows;
        if (rows > 0) recorded.yet = true;
        if (isOver()) break;
        // As long again for everybody else, and for the vacuum behind it
        if (rows > 0) await pause(Date.now() - began);
        began = Date.now();
      }
    }
    tellOf(deleted, text => (enabled ? logger.info(text) : logger.debug(text)));
    return { ...deleted, whole: !isOver() };
  }

  /** One event in the audit trail for each run that deletes anything. */
  #recordedOnce(recorded: { yet: boolean }, before: Date): Expiring {
    const { knex, trail, history } = this.#options;
    return {
      knex,
      record: async trx => {
        if (recorded.yet) return;
        await trail.record(trx, {
          actor: 'service:leadshop-testing',
          action: 'retention.run',
          target: { type: 'history' },
          details: {
            history_enabled: history.enabled,
            tests_ended_before: before.toISOString(),
          },
        });
      },
    };
  }
}

/** Whether tests may be gone before they are a day old. */
export function keepsLessThanADay({
  enabled,
  retentionMs,
}: LeadshopTestingConfig['history']): boolean {
  return !enabled || retentionMs < 24 * 3_600_000;
}

function everyMsOf(history: LeadshopTestingConfig['history']): number {
  return keepsLessThanADay(history) ? 20_000 : 15 * 60_000;
}

/** Several times in the shortest time that something is kept. */
function scheduleOf(
  history: LeadshopTestingConfig['history'],
): Pick<
  SchedulerServiceTaskScheduleDefinition,
  'frequency' | 'timeout' | 'initialDelay'
> {
  return {
    frequency: { milliseconds: everyMsOf(history) },
    initialDelay: { seconds: keepsLessThanADay(history) ? 20 : 60 },
    timeout: { milliseconds: TIMEOUT_MS },
  };
}

async function clockOf(knex: Knex): Promise<Date> {
  const { rows } = await knex.raw(`SELECT now()`);
  return rows[0].now;
}

function tellOf(deleted: Deleted, tell: (text: string) => void) {
  const parts = Object.entries(deleted)
    .filter(([, rows]) => rows > 0)
    .map(([kind, rows]) => `${rows} ${kind.replaceAll('_', ' ')}`);
  if (parts.length > 0) {
    tell(`Deleted what is older than the history is kept: ${parts.join(', ')}`);
  }
}
