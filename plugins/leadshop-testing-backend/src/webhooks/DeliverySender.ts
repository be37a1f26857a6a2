/*
 * Sends, as a task of the queue: one job gives one endpoint its turn. What is due
 * is claimed some at a time, sent side by side, and each result is stored; then
 * the job asks for the next turn at the time at which something is due again.
 *
 * The jobs of an endpoint run one at a time over all replicas (they share a named
 * queue), so it never gets more than AT_ONCE calls at once. An endpoint does not
 * hold up the others: a turn ends after TURN_MS, one that fails is tried with one
 * call at a time, and one that does not answer in time, or asks for a pause, rests.
 */
import { randomUUID } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { WebhookDisabledReason } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { z } from 'zod';
import { KeyError } from '../credentials';
import { GuardedPost, PostFailure } from '../pipeline/network';
import { QueueTask } from '../queue/TestQueue';
import {
  ClaimedDelivery,
  DeliveryTurns,
} from '../store/webhooks/DeliveryTurns';
import { WebhookRow } from '../store/webhooks/webhookRows';
import { bodyOf, headersOf } from './message';
import { retryAfterMs, retryDelay } from './retries';
import { WebhookSecrets } from './WebhookSecrets';

/** Calls to one endpoint at once. */
const AT_ONCE = 5;
const TURN_MS = 10_000;
/** For one that did not answer in time. */
const REST_MS = 60_000;
/** What was committed while a turn ended is looked for once more. */
const LOOK_AGAIN_MS = 2_000;
/** Of what an endpoint says of a failure. */
const MAX_SAID = 200;

const payloadSchema = z.object({ webhook_id: z.uuid() });

/** What the sender needs. */
export interface DeliverySenderOptions {
  turns: DeliveryTurns;
  secrets: WebhookSecrets;
  post: GuardedPost;
  portalUrl: string;
  /** An endpoint that has been failing for so long is sent nothing more. */
  disableAfterMs: number;
  disable: (
    webhookId: string,
    reason: Exclude<WebhookDisabledReason, 'by_hand'>,
  ) => Promise<void>;
  giveUp: (webhookId: string) => Promise<void>;
  /** Is told what an attempt came to, and how many seconds it took. */
  onSent?: (outcome: 'delivered' | 'retry' | 'dead', seconds: number) => void;
  logger: LoggerService;
}

/** What an attempt came to. */
interface Outcome {
  status: number | null;
  /** Undefined: it was taken. */
  error: string | undefined;
  /** The endpoint asks for a pause, or did not answer in time. */
  restMs: number;
  gone: boolean;
}

/** One claim of a turn. */
interface Round {
  endpoint: WebhookRow;
  claim: string;
  signal: AbortSignal;
}

/** Sends what is due. */
export class DeliverySender {
  readonly #options: DeliverySenderOptions;

  constructor(options: DeliverySenderOptions) {
    this.#options = options;
  }

  readonly task: QueueTask = async (payload, { signal }) => {
    const { webhook_id: id } = payloadSchema.parse(payload);
    const next = await this.#turn(id, signal);
    if (next) await this.#options.turns.wakeAt(id, next);
  };

  /** @returns when the endpoint needs its next turn; undefined: nothing waits */
  async #turn(id: string, signal: AbortSignal): Promise<Date | undefined> {
    const { turns, giveUp } = this.#options;
    const endsAt = Date.now() + TURN_MS;
    let sent = false;
    for (;;) {
      const endpoint = await turns.endpoint(id);
      if (!endpoint) return undefined;
      if (!endpoint.enabled) {
        // Something happened in the very moment in which it was disabled
        await giveUp(id);
        return undefined;
      }
      const now = new Date();
      if (endpoint.resting_until && endpoint.resting_until > now) {
        return (await turns.nextDue(id)) && endpoint.resting_until;
      }
      if (signal.aborted || now.getTime() > endsAt) return now;
      const claim = randomUUID();
      const claimed = await turns.claim(id, {
        claim,
        limit: endpoint.failing_since ? 1 : AT_ONCE,
      });
      if (claimed.length === 0) break;
      await this.#sendAll(claimed, { endpoint, claim, signal });
      sent = true;
    }
    const due = await turns.nextDue(id);
    if (!sent) return due;
    const again = new Date(Date.now() + LOOK_AGAIN_MS);
    return due && due < again ? due : again;
  }

  async #sendAll(claimed: ClaimedDelivery[], round: Round): Promise<void> {
    const results = await Promise.allSettled(
      claimed.map(delivery => this.#deliver(delivery, round)),
    );
    if (round.signal.aborted) await this.#options.turns.handBack(round.claim);
    for (const result of results) {
      if (result.status === 'rejected' && !round.signal.aborted) {
        throw result.reason;
      }
    }
  }

  async #deliver(delivery: ClaimedDelivery, round: Round): Promise<void> {
    const { turns, onSent } = this.#options;
    const startedAt = performance.now();
    const outcome = await this.#attempt(delivery, round);
    const { status, error, restMs } = outcome;
    const next = nextOf(delivery, outcome);
    const duration = performance.now() - startedAt;
    const stored = await turns.settle(delivery.id, round.claim, {
      duration: Math.round(duration),
      response_status: status,
      error: error ?? null,
      next,
    });
    if (!stored) return;
    onSent?.(typeof next === 'string' ? next : 'retry', duration / 1000);
    if (error === undefined) await turns.succeeded(round.endpoint.id);
    else await this.#failed(round.endpoint, outcome.gone, restMs);
  }

  async #attempt(
    delivery: ClaimedDelivery,
    { endpoint, signal }: Round,
  ): Promise<Outcome> {
    const { secrets, post, portalUrl } = this.#options;
    const now = new Date();
    try {
      const body = bodyOf(delivery, portalUrl);
      const answer = await post.post(endpoint.url, {
        headers: headersOf(delivery, body, {
          secrets: secrets.inForce(endpoint, now),
          now,
        }),
        body,
        signal,
      });
      const { status } = answer;
      const asked = [429, 503].includes(status)
        ? retryAfterMs(answer.retryAfter, now)
        : undefined;
      return {
        status,
        error:
          status >= 200 && status < 300 ? undefined : said(status, answer.text),
        restMs: asked ?? 0,
        gone: status === 410,
      };
    } catch (error) {
      if (!(error instanceof PostFailure || error instanceof KeyError)) {
        throw error;
      }
      const timedOut = error instanceof PostFailure && error.timedOut;
      return {
        status: null,
        error: error.message,
        restMs: timedOut ? REST_MS : 0,
        gone: false,
      };
    }
  }

  async #failed({ id }: WebhookRow, gone: boolean, restMs: number) {
    const { turns, disable, disableAfterMs, logger } = this.#options;
    const failing = await turns.failed(id, restMs);
    if (!failing) return;
    const forMs = Date.now() - failing.failing_since.getTime();
    if (!gone && forMs < disableAfterMs) return;
    await disable(id, gone ? 'gone' : 'failing');
    logger.warn(
      `The webhook '${id}' was disabled, because it ${
        gone ? 'answered 410 Gone' : 'has been failing for too long'
      }. Enable it again when it works.`,
    );
  }
}

function nextOf(
  { attempts }: ClaimedDelivery,
  { error, gone, restMs }: Outcome,
): 'delivered' | 'dead' | { inMs: number } {
  if (error === undefined) return 'delivered';
  const delay = gone ? undefined : retryDelay(attempts, Math.random());
  return delay === undefined ? 'dead' : { inMs: Math.max(delay, restMs) };
}

/** What an endpoint said of a failure, short and in one line. */
function said(status: number, text: string): string {
  const plain = text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_SAID)
    // A pair of surrogates that was cut in two cannot be stored
    .replace(/[\ud800-\udbff]$/, '');
  const redirect =
    status >= 300 && status < 400
      ? ' (redirects are not followed; change the address of the webhook)'
      : '';
  return `It answered ${status}${redirect}${plain ? `: ${plain}` : ''}`;
}
