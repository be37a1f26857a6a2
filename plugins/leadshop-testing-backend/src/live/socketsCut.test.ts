/*
 * R4 in small: sockets are cut in the middle of what they are told, come back
 * with the last event they know, and in the end have been told everything, each
 * event once. `yarn test:chaos` does it a thousand times, to real processes.
 */
import { once } from 'node:events';
import { ServerMessage } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  databases,
  LiveReader,
  startBackend,
  TestBackend,
} from '../__testUtils__/backend';
import { chain, step } from '../__testUtils__/waitingPipeline';

jest.setTimeout(120_000);

const FOLLOWERS = 5;
const CUTS_OF_EACH = 10;
/** A socket follows a hundred channels at most. */
const FOLLOWED_TESTS = 60;

let backend: TestBackend;

beforeAll(async () => {
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    pipelines: [
      chain(
        'quick',
        [1, 2, 3, 4, 5].map(n => step(`step-${n}`, n)),
      ),
    ],
  });
});
afterAll(() => backend?.stop());

/** A page that is cut off again and again. */
class Follower {
  /** Ids of events by test, as they came. */
  readonly events = new Map<string, number[]>();
  /** The newest state of each test, as `global` shows it. */
  readonly states = new Map<string, string>();
  cuts = 0;
  #globalSeen: number | undefined;
  #reader: LiveReader | undefined;
  #told: () => void = () => {};

  /** Follows a test from its first event on. */
  follow(testId: string) {
    this.events.set(testId, []);
    this.#subscribe(testId);
  }

  async connect() {
    const reader = await backend.as('viewer').connect();
    this.#reader = reader;
    const [subscribed] = reader.messages;
    if (subscribed.type === 'subscribed') this.#globalSeen ??= subscribed.id;
    for (const message of reader.messages) this.#take(message);
    reader.ws.on('message', data => this.#take(JSON.parse(String(data))));
    reader.send({
      type: 'subscribe',
      channels: ['global'],
      after: this.#globalSeen,
    });
    for (const testId of this.events.keys()) this.#subscribe(testId);
  }

  #subscribe(testId: string) {
    this.#reader?.send({
      type: 'subscribe',
      channels: [`test:${testId}`],
      after: this.events.get(testId)?.at(-1) ?? 0,
    });
  }

  #take(message: ServerMessage) {
    if (message.type === 'test_update' || message.type === 'test_completed') {
      this.events.get(message.payload.id)?.push(message.payload.event.id);
    }
    if (message.type === 'updates') {
      for (const update of message.payload) {
        if (update.type === 'test_update' || update.type === 'test_completed') {
          this.states.set(update.payload.id, update.payload.status);
        }
      }
      this.#globalSeen = message.id;
    }
    this.#told();
  }

  /** Waits for anything that comes. */
  async told() {
    await new Promise<void>(resolve => {
      this.#told = resolve;
    });
  }

  async cut() {
    const ws = this.#reader?.ws;
    if (!ws) throw new Error('Not connected');
    // Nothing that arrives from here on is seen
    ws.removeAllListeners('message');
    ws.terminate();
    await once(ws, 'close');
    this.cuts += 1;
    await this.connect();
  }

  async close() {
    await this.#reader?.close();
  }
}

it('misses nothing and is told nothing twice, however often it is cut off', async () => {
  const followers = Array.from({ length: FOLLOWERS }, () => new Follower());
  await Promise.all(followers.map(follower => follower.connect()));
  const tests: string[] = [];
  const cutting = Promise.all(
    followers.map(async follower => {
      while (follower.cuts < CUTS_OF_EACH) {
        await follower.told();
        await follower.cut();
      }
    }),
  );
  const isCut = () => followers.every(({ cuts }) => cuts >= CUTS_OF_EACH);
  while (!isCut()) {
    const { body } = await backend.as('qa_tester').post('/run-pipeline', {
      test_type: 'quick',
      lead_data: { website_url: 'https://example.com', business_name: 'X' },
    });
    tests.push(body.test_id);
    if (tests.length <= FOLLOWED_TESTS) {
      for (const follower of followers) follower.follow(body.test_id);
    }
  }
  await cutting;
  const logs = new Map<string, number[]>();
  for (const follower of followers) {
    while (tests.some(id => follower.states.get(id) !== 'success')) {
      await follower.told();
    }
  }
  for (const id of tests.slice(0, FOLLOWED_TESTS)) {
    const { body } = await backend.as('viewer').get(`/tests/${id}/events`);
    logs.set(
      id,
      body.map((event: { id: number }) => event.id),
    );
  }
  for (const follower of followers) {
    while (
      [...logs].some(
        ([id, log]) => (follower.events.get(id)?.length ?? 0) < log.length,
      )
    ) {
      await follower.told();
    }
    expect(follower.events).toEqual(logs);
  }
  await Promise.all(followers.map(follower => follower.close()));
});
