import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** An order that the load has sent. */
export interface Order {
  key: string;
  test_type: string;
  /** Set when a backend has said that the test was started. */
  test_id?: string;
}

/** What the load needs. */
export interface LoadOptions {
  /** Tests a second. */
  rate: number;
  /** The body of the n-th order. */
  order: (n: number) => { test_type: string; lead_data: object };
  /** The backends that may be asked, the preferred one first. */
  urls: (n: number) => string[];
  headers: Record<string, string>;
  onStarted?: (order: Order) => void;
}

const CALL_TIMEOUT_MS = 10_000;
const TRY_AGAIN_MS = 500;
/** Whoever orders a test gives up after so long. */
const GIVE_UP_MS = 120_000;

/**
 * Orders tests over HTTP at a set rate, whatever becomes of them. An order that is
 * not answered, or with a 5xx, is sent again with the same Idempotency-Key, so it
 * makes one test or none.
 */
export class Load {
  readonly #options: LoadOptions;
  readonly #sending = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #began = 0;
  /** Everything that was ordered. */
  readonly orders: Order[] = [];
  /** Answers that a caller must not get, such as 4xx. */
  readonly refusals: string[] = [];
  /** Calls that had to be sent again. */
  repeated = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  start(): void {
    this.#began = performance.now();
    const pace = 1_000 / this.#options.rate;
    this.#timer = setInterval(() => {
      const due = Math.floor((performance.now() - this.#began) / pace) + 1;
      while (this.orders.length < due) this.#place();
    }, Math.min(50, pace));
  }

  #place() {
    const n = this.orders.length;
    const body = this.#options.order(n);
    const order: Order = { key: randomUUID(), test_type: body.test_type };
    this.orders.push(order);
    const sending = this.#send(order, n, body).finally(() =>
      this.#sending.delete(sending),
    );
    this.#sending.add(sending);
  }

  async #send(order: Order, n: number, body: object): Promise<void> {
    const until = performance.now() + GIVE_UP_MS;
    for (let attempt = 0; performance.now() < until; attempt++) {
      const urls = this.#options.urls(n);
      if (urls.length > 0) {
        const answer = await this.#call(
          urls[attempt % urls.length],
          order,
          body,
        );
        if (answer === 'done') return;
      }
      this.repeated += 1;
      await sleep(TRY_AGAIN_MS);
    }
    this.refusals.push(`no answer within ${GIVE_UP_MS / 1000} s`);
  }

  async #call(
    url: string,
    order: Order,
    body: object,
  ): Promise<'done' | 'again'> {
    try {
      const response = await fetch(`${url}/run-pipeline`, {
        method: 'POST',
        headers: {
          ...this.#options.headers,
          'content-type': 'application/json',
          'idempotency-key': order.key,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
      const text = await response.text();
      if (response.status === 200) {
        order.test_id = (JSON.parse(text) as { test_id: string }).test_id;
        this.#options.onStarted?.(order);
        return 'done';
      }
      // While a backend starts, nothing is mounted yet
      const notThere = response.status === 404 && !text.includes('test_type');
      if (response.status >= 500 || notThere) return 'again';
      this.refusals.push(`${response.status} ${text.slice(0, 200)}`);
      return 'done';
    } catch {
      return 'again';
    }
  }

  /** Stops ordering, and waits for what is being ordered. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#sending);
  }
}
