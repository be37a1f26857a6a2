/*
 * What was refused or failed changes nothing, so it is recorded outside of any
 * transaction, and bounded: of the same attempts (who, what, on which route, why)
 * within a minute the first is written at once and the others are counted, in one
 * event at the end of the minute. Beyond so many different ones, the rest is
 * counted together. A flood of refusals therefore writes at most 2 x 200 + 1
 * events a minute and replica, and hides nothing of what came before it.
 *
 * What was counted is kept in the database every second, in one statement. A
 * replica that is killed loses what it counted in its last second; the rest is
 * written by another replica, or by the next one that starts.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { AttemptCounts, CountedAttempts } from './AttemptCounts';
import { NewAuditEvent } from './auditEvent';
import { AuditTrail } from './AuditTrail';

const WINDOW_MS = 60_000;
const KEEP_MS = 1_000;
/** Different attempts that are written one by one within a minute. */
export const MAX_DIFFERENT = 200;

const OTHERS: NewAuditEvent = {
  actor: null,
  action: 'api.write',
  outcome: 'refused',
  reason: `More than ${MAX_DIFFERENT} different attempts within a minute; these were not told apart`,
};

/** Records refusals and failures. */
export class Attempts {
  readonly #knex: Knex;
  readonly #trail: AuditTrail;
  readonly #logger: LoggerService;
  readonly #counts: AttemptCounts;
  readonly #timers: NodeJS.Timeout[];
  /** Of this minute; `more`: those that are not kept yet. */
  #counted = new Map<string, CountedAttempts>();
  readonly #writing = new Set<Promise<void>>();
  /** One at a time, or a count would be kept twice. */
  #keeping: Promise<void> = Promise.resolve();

  constructor(options: {
    knex: Knex;
    trail: AuditTrail;
    logger: LoggerService;
  }) {
    this.#knex = options.knex;
    this.#trail = options.trail;
    this.#logger = options.logger;
    this.#counts = new AttemptCounts(options);
    this.#timers = [
      setInterval(() => void this.keep(), KEEP_MS),
      setInterval(() => void this.flush(), WINDOW_MS),
    ];
    this.#timers.forEach(timer => timer.unref());
  }

  /** Records an attempt, or counts it. Never throws: the answer is a refusal anyhow. */
  async record(attempt: NewAuditEvent): Promise<void> {
    const kind = JSON.stringify([
      attempt.actor,
      attempt.action,
      attempt.reason,
      attempt.details,
    ]);
    if (this.#counted.has(kind)) {
      this.#count(kind, attempt);
    } else if (this.#counted.size < MAX_DIFFERENT) {
      this.#counted.set(kind, { kind, last: attempt, more: 0 });
      await this.#write(attempt);
    } else {
      this.#count('others', OTHERS);
    }
  }

  /** Keeps what was counted where a killed process does not take it along. */
  async keep(): Promise<void> {
    this.#keeping = this.#keeping.then(() => this.#keep());
    await this.#keeping;
  }

  /** Writes what was counted; the next minute begins. */
  async flush(): Promise<void> {
    await this.keep();
    // What could not be kept stays counted
    this.#counted = new Map(
      [...this.#counted].filter(([, { more }]) => more > 0),
    );
    await this.#safely('write counted refusals', () => this.#counts.write());
  }

  /** Writes what is still to be written. */
  async stop(): Promise<void> {
    this.#timers.forEach(clearInterval);
    await this.flush();
    await Promise.all(this.#writing);
  }

  #count(kind: string, attempt: NewAuditEvent): void {
    const counted = this.#counted.get(kind) ?? { kind, last: attempt, more: 0 };
    counted.last = attempt;
    counted.more += 1;
    this.#counted.set(kind, counted);
  }

  async #keep(): Promise<void> {
    const fresh = [...this.#counted.values()].filter(({ more }) => more > 0);
    if (fresh.length === 0) return;
    const kept = fresh.map(counted => ({ ...counted }));
    await this.#safely('keep counted refusals', async () => {
      await this.#counts.add(kept);
      fresh.forEach((counted, index) => {
        counted.more -= kept[index].more;
      });
    });
  }

  async #write(attempt: NewAuditEvent): Promise<void> {
    const { action, actor, outcome } = attempt;
    const written = this.#safely(
      `record in the audit trail that ${action} by ${actor} was ${outcome}`,
      () => this.#trail.record(this.#knex, attempt),
    ).finally(() => this.#writing.delete(written));
    this.#writing.add(written);
    await written;
  }

  async #safely(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#logger.error(`Could not ${what}: ${error}`);
    }
  }
}
