/*
 * How long a permission that was withdrawn lives on: over real HTTP and on real
 * sockets, through every cache there is, on a clock that stands still unless the
 * test turns it. Five seconds after the withdrawal nothing is left of it.
 */
import { once } from 'node:events';
import { mockCredentials } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import {
  PermissionName,
  permissions,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { USERS } from '../__testUtils__/backend';
import {
  GROUPS,
  PolicyBackend,
  ROLES,
  startPolicyBackend,
} from '../__testUtils__/policyBackend';

jest.setTimeout(12_000);

const PROMISED_MS = 5_000;

/** Decisions and intervals go by it; it stands still unless the test turns it. */
class TurnedClock {
  #now = performance.now();
  readonly #intervals: { every: number; due: number; tick: () => void }[] = [];

  constructor() {
    jest.spyOn(performance, 'now').mockImplementation(() => this.#now);
    jest.spyOn(global, 'setInterval').mockImplementation((tick, every = 1) => {
      this.#intervals.push({ every, due: this.#now + every, tick });
      return setTimeout(() => {}, 0);
    });
  }

  turn(ms: number) {
    this.#now += ms;
    for (const interval of this.#intervals) {
      if (interval.due > this.#now) continue;
      interval.due = this.#now + interval.every;
      interval.tick();
    }
  }
}

let clock: TurnedClock;
let backend: PolicyBackend;

beforeAll(async () => {
  clock = new TurnedClock();
  backend = await startPolicyBackend();
});

afterEach(async () => {
  Object.assign(backend.people.above, GROUPS);
  backend.people.away = false;
  await backend.configure({});
  // Nothing that one test learnt is known to the next
  clock.turn(60_000);
});

afterAll(async () => {
  await backend?.stop();
  jest.restoreAllMocks();
});

const statusOf = async (path: string) =>
  (await backend.as('developer').get(path)).status;

/** As many as are promised, with time for answers in between. */
async function secondsPass() {
  for (let second = 0; second < PROMISED_MS; second += 1_000) {
    clock.turn(1_000);
    await statusOf('/me');
  }
}

/** Asks the portal's policy itself, so that it knows the groups from now on. */
async function fillPolicy(name: PermissionName) {
  const { attributes } = permissions[name];
  const response = await fetch(
    `http://127.0.0.1:${backend.port}/api/permission/authorize`,
    {
      method: 'POST',
      headers: {
        authorization: mockCredentials.user.header(USERS.developer),
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        items: [
          {
            id: '1',
            permission: {
              type: 'basic',
              name: permissions[name].name,
              attributes,
            },
          },
        ],
      }),
    },
  );
  expect((await response.json()).items[0].result).toBe('ALLOW');
}

const roles = (developer: JsonObject) => ({
  roles: { ...ROLES, developer: { ...ROLES.developer, ...developer } },
});

const WITHDRAWALS: [string, () => Promise<void>][] = [
  [
    'the user leaves the group',
    async () => {
      backend.people.above[USERS.developer] = [];
    },
  ],
  [
    'the user leaves the catalog',
    async () => {
      delete backend.people.above[USERS.developer];
    },
  ],
  [
    'its group leaves the group above',
    async () => {
      backend.people.above['group:default/team'] = [];
    },
  ],
  [
    'the role loses the member in app-config',
    () => backend.configure(roles({ members: [] })),
  ],
  [
    'the role loses the permission in app-config',
    () => backend.configure(roles({ permissions: ['manage_leads'] })),
  ],
];

describe.each(WITHDRAWALS)('five seconds after %s', (_, withdraw) => {
  it('HTTP refuses, even if each cache was filled at its worst moment', async () => {
    await fillPolicy('view_test_results');
    await withdraw();
    // Just before the policy forgets, the guard asks and keeps the answer
    clock.turn(1_999);
    await statusOf('/history');
    clock.turn(PROMISED_MS - 1_999);
    expect(await statusOf('/history')).toBe(403);
  });

  it('an open socket is closed', async () => {
    const reader = await backend.as('developer').connect();
    const closed = once(reader.ws, 'close');
    await fillPolicy('view_test_results');
    await withdraw();
    await secondsPass();
    // The clock stands still from here on
    expect((await closed)[0]).toBe(4403);
  });
});

describe('what was withdrawn in part', () => {
  const channel = 'import:0b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11';
  const managers = (...names: PermissionName[]) => ({
    roles: {
      ...ROLES,
      qa_manager: { ...ROLES.qa_manager, permissions: names },
    },
  });

  it('goes from a socket that stays open', async () => {
    const reader = await backend.as('qa_manager').connect();
    reader.ws.send(JSON.stringify({ type: 'subscribe', channels: [channel] }));
    await reader.until(
      m => m.type === 'subscribed' && m.channels.includes(channel),
    );
    await backend.configure(managers('view_test_results'));
    await secondsPass();
    const told = await reader.until(m => m.type === 'error');
    expect(told).toEqual({
      type: 'error',
      channel,
      message: "Permission 'bulk_import_leads' required",
    });
    reader.ws.send(JSON.stringify({ type: 'ping' }));
    await reader.until(m => m.type === 'pong');
    await reader.close();
  });
});

it('a mistake in app-config withdraws nothing and gives nothing', async () => {
  expect(await statusOf('/history')).toBe(200);
  await backend.configure({ roles: { ...ROLES, boss: {} } });
  clock.turn(PROMISED_MS);
  expect(await statusOf('/history')).toBe(200);
  expect(await statusOf('/roles')).toBe(403);
});

describe('while nobody can say who is in which group', () => {
  it('HTTP answers 503 and says why', async () => {
    backend.people.away = true;
    const { status, body } = await backend.as('developer').get('/me');
    expect(status).toBe(503);
    expect(body.error.message).toContain(
      'permission service did not say what you may do; try again in a moment',
    );
  });

  it('sockets are told to come back later', async () => {
    const reader = await backend.as('developer').connect();
    const closed = once(reader.ws, 'close');
    backend.people.away = true;
    await secondsPass();
    expect(await statusOf('/me')).toBe(503);
    expect((await closed)[0]).toBe(1013);
  });
});
