/*
 * What was refused or failed changes nothing, so it is recorded outside of any
 * transaction, and bounded: of the same attempts (who, what, on which route, why)
 * within a minute the first is written at once and the others are counted, in one
 * event at the end of the minute. Beyond so many different ones, the rest is
 * counted together. A flood of refusals therefore writes at most 2 x 100 + 1
 * events a minute and replica, and hides nothing of what came before it.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { NewAuditEvent } from './auditEvent';
import { AuditTrail } from './AuditTrail';

const WINDOW_MS = 60_000;
/** Different attempts that are written one by one within a minute. */
export const MAX_DIFFERENT = 100;

interface Counted {
  last: NewAuditEvent;
  /** Since the one that was written. */
  more: number;
}

/** Records refusals and failures. */
export class Attempts {
  readonly #knex: Knex;
  readonly #trail: AuditTrail;
  readonly #logger: LoggerService;
  readonly #timer: NodeJS.Timeout;
  #counted = new Map<string, Counted>();
  #others = 0;
  readonly #writing = new Set<Promise<void>>();

  constructor(options: {
    knex: Knex;
    trail: AuditTrail;
    logger: LoggerService;
  }) {
    this.#knex = options.knex;
    this.#trail = options.trail;
    this.#logger = options.logger;
    this.#timer = setInterval(() => void this.flush(), WINDOW_MS);
    this.#timer.unref();
  }

  /** Records an attempt, or counts it. Never throws: the answer is a refusal anyhow. */
  async record(attempt: NewAuditEvent): Promise<void> {
    const key = JSON.stringify([
      attempt.actor,
      attempt.action,
      attempt.reason,
      attempt.details,
    ]);
    const counted = this.#counted.get(key);
    if (counted) {
      counted.last = attempt;
      counted.more += 1;
    } else if (this.#counted.size < MAX_DIFFERENT) {
      this.#counted.set(key, { last: attempt, more: 0 });
      await this.#write(attempt);
    } else {
      this.#others += 1;
    }
  }

  /** Writes what was counted; the next minute begins. */
  async flush(): Promise<void> {
    const counted = [...this.#counted.values()];
    const others = this.#others;
    this.#counted = new Map();
    this.#others = 0;
    for (const { last, more } of counted) {
      if (more === 0) continue;
      await this.#write({ ...last, details: { ...last.details, count: more } });
    }
    if (others === 0) return;
    await this.#write({
      actor: null,
      action: 'api.write',
      outcome: 'refused',
      reason: `More than ${MAX_DIFFERENT} different attempts within a minute; these were not told apart`,
      details: { count: others },
    });
  }

  /** Writes what is still to be written. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
    await Promise.all(this.#writing);
  }

  async #write(attempt: NewAuditEvent): Promise<void> {
    const written = this.#insert(attempt).finally(() =>
      this.#writing.delete(written),
    );
    this.#writing.add(written);
    await written;
  }

  async #insert(attempt: NewAuditEvent): Promise<void> {
    try {
      await this.#trail.record(this.#knex, attempt);
    } catch (error) {
      this.#logger.error(
        `Could not record in the audit trail that ${attempt.action} by ${attempt.actor} was ${attempt.outcome}: ${error}`,
      );
    }
  }
}
