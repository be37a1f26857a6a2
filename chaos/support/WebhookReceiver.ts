/*
 * Somebody else's endpoint, outside of all backends: notes each message that it is
 * sent, as often as it is sent it, and takes it when its signature is right.
 */
import { once } from 'node:events';
import { createServer, IncomingMessage, Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  CreateWebhookRequest,
  WebhookWithSecret,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Knex } from 'knex';
import { Webhook as Verifier } from 'standardwebhooks';
import { persist } from './persist';

/** A claim of a killed sender ends after a minute, and then somebody has to look. */
const TOLD_WITHIN_MS = 180_000;
const LOOK_EVERY_MS = 500;

interface Message {
  body: string;
  times: number;
}

/** What it has to do with a stage. */
interface Place {
  knex: Knex;
  headers: Record<string, string>;
  backends: readonly { url: string }[];
}

/** Receives what happens to tests. */
export class WebhookReceiver {
  readonly #server: Server;
  #verifier: Verifier | undefined;
  /** By `webhook-id`. */
  readonly #messages = new Map<string, Message>();
  readonly #unlike: string[] = [];
  #since = 0;

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#take(request).then(
        status => response.writeHead(status).end(),
        () => response.destroy(),
      );
    });
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  async #take(request: IncomingMessage): Promise<number> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const header = (name: string) => String(request.headers[name] ?? '');
    const id = header('webhook-id');
    try {
      this.#verifier?.verify(body, {
        'webhook-id': id,
        'webhook-timestamp': header('webhook-timestamp'),
        'webhook-signature': header('webhook-signature'),
      });
    } catch {
      this.#unlike.push(`message ${id} has a wrong signature`);
      return 401;
    }
    const known = this.#messages.get(id);
    if (known && known.body !== body) {
      this.#unlike.push(`message ${id} says something else the second time`);
    }
    this.#messages.set(id, { body, times: (known?.times ?? 0) + 1 });
    return 204;
  }

  /** Asks to be told of the end of each test from now on. */
  async subscribe({ backends, headers, knex }: Place): Promise<void> {
    const body: CreateWebhookRequest = {
      url: `http://127.0.0.1:${this.port}/hook`,
      event_types: ['test.completed', 'test.failed'],
    };
    const response = await fetch(`${backends[0].url}/webhooks`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`No webhook: ${response.status} ${text}`);
    const { secret } = JSON.parse(text) as WebhookWithSecret;
    this.#verifier = new Verifier(secret);
    const { rows } = await knex.raw(
      `SELECT extract(epoch FROM clock_timestamp()) AS now`,
    );
    this.#since = Number(rows[0].now);
  }

  /**
   * Waits until everything was sent, and compares what it was told with the
   * tests that ended since it asked to be told.
   *
   * @returns what was lost, and what somebody was told twice as if it were new
   */
  async wrong({ knex }: Place): Promise<string[]> {
    const ended = await persist(() =>
      knex('test_executions')
        .whereIn('status', ['success', 'failed'])
        .whereRaw('completed_at > to_timestamp(?)', [this.#since])
        .pluck('id'),
    );
    const until = performance.now() + TOLD_WITHIN_MS;
    while (performance.now() < until) {
      const told = this.#idsByTest();
      if (ended.every(id => told.has(id))) break;
      await sleep(LOOK_EVERY_MS);
    }
    const told = this.#idsByTest();
    return [
      ...this.#unlike,
      ...ended.flatMap(id => {
        const ids = told.get(id) ?? [];
        if (ids.length === 1) return [];
        return [`the webhook was told of test ${id} in ${ids.length} messages`];
      }),
    ];
  }

  #idsByTest(): Map<string, string[]> {
    const ids = new Map<string, string[]>();
    for (const [id, { body }] of this.#messages) {
      const { data } = JSON.parse(body) as { data: { test_id: string } };
      ids.set(data.test_id, [...(ids.get(data.test_id) ?? []), id]);
    }
    return ids;
  }

  /** How it went, in words. */
  get remark(): string {
    const messages = [...this.#messages.values()];
    const again = messages.filter(({ times }) => times > 1).length;
    return `${messages.length} messages received, ${again} of them again with the same id`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
