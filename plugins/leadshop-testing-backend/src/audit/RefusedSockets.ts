import { IncomingMessage } from 'node:http';
import { Attempts } from './Attempts';
import { requestIdOf } from './AuditedCalls';
import { failureOf, statusOf } from './failedAttempt';

const REFUSALS = [401, 403, 429];

/** Records who was refused a live socket, or a channel of one. */
export class RefusedSockets {
  readonly #attempts: Attempts;

  constructor(attempts: Attempts) {
    this.#attempts = attempts;
  }

  /**
   * Lets a socket in; a refusal is recorded.
   *
   * @param connect - tells whose token it is as soon as that is known
   */
  async run(
    request: IncomingMessage,
    connect: (known: (userRef: string) => void) => Promise<void>,
  ): Promise<void> {
    let actor: string | null = null;
    try {
      await connect(userRef => {
        actor = userRef;
      });
    } catch (error) {
      const status = statusOf(error);
      if (REFUSALS.includes(status)) {
        await this.#attempts.record({
          actor,
          action: 'live.connect',
          ...failureOf(status),
          request_id: requestIdOf(request),
        });
      }
      throw error;
    }
  }

  /** A channel was refused. */
  readonly channel = (userRef: string, channel: string): void => {
    const [type, id] = channel.split(/:(.*)/s, 2);
    void this.#attempts.record({
      actor: userRef,
      action: 'live.subscribe',
      outcome: 'refused',
      reason: 'Permission required',
      target: { type, id },
      details: { channel: type },
    });
  };
}
