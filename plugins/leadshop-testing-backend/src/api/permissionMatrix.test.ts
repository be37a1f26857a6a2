/*
 * R6: six users by every route, channel, export and part of an answer that a
 * permission gates. What is expected is computed from the role matrix; what each
 * route needs is written down in permissionContract.ts, apart from the routes.
 * Requests of those who may ask fail at their fields, before any work is done.
 */
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  DEFAULT_ROLE_PERMISSIONS,
  LIVE_PROTOCOL,
  PermissionName,
  ServerMessage,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { WebSocket } from 'ws';
import { LiveReader, USERS } from '../__testUtils__/backend';
import {
  CHANNELS,
  may,
  Needed,
  ROUTES,
} from '../__testUtils__/permissionContract';
import {
  PolicyBackend,
  startPolicyBackend,
} from '../__testUtils__/policyBackend';
import { chain, step } from '../__testUtils__/waitingPipeline';

jest.setTimeout(60_000);

type User = keyof typeof USERS;
const EVERYBODY = Object.keys(USERS) as User[];
const permissionsOf = (user: User): readonly PermissionName[] =>
  user === 'no_role' ? [] : DEFAULT_ROLE_PERMISSIONS[user];

/** A cell: who, what, and how it went. */
type Cell = [User | 'nobody', string, string];
let cells = 0;

/** Compares a part of the matrix as a whole, and counts its cells. */
function compare(actual: Cell[], expected: Cell[]) {
  expect(actual).toEqual(expected);
  cells += expected.length;
}

let backend: PolicyBackend;

beforeAll(async () => {
  backend = await startPolicyBackend({
    pipelines: [chain('quick', [step('only', 1)])],
  });
});

afterAll(async () => {
  await backend?.stop();
  process.stdout.write(`Permission matrix: ${cells} cells\n`);
});

const LEAD = {
  business_name: 'Good Bakery',
  website_url: 'https://good-bakery.example',
  contact_name: 'Ann Baker',
  email: 'ann@good-bakery.example',
  phone: '+1 512 555 0199',
};

async function call(user: User | 'nobody', route: string): Promise<string> {
  const [method, path] = route.split(' ');
  const response = await fetch(
    `${backend.url}${path.replace(/\{\w+\}/g, 'x')}?no_such_field=1`,
    {
      method: method.toUpperCase(),
      headers: {
        authorization:
          user === 'nobody'
            ? mockCredentials.none.header()
            : mockCredentials.user.header(USERS[user]),
      },
    },
  );
  const text = await response.text();
  // Its fields are wrong, so it was let in
  if ([400, 404, 415].includes(response.status)) return 'let in';
  const message = text && JSON.parse(text).error.message;
  return [response.status, message].filter(Boolean).join(' ');
}

const refusal = (needed: Needed) =>
  `403 Permission ${needed.map(name => `'${name}'`).join(' or ')} required`;

const expectedOf = (user: User, needed: Needed) =>
  may(permissionsOf(user), needed) ? 'let in' : refusal(needed);

describe('every route', () => {
  it('is in the contract, with its permission', async () => {
    const { document } = await backend.description();
    const declared = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        const needed = [operation['x-permission']].flat();
        return [
          `${method} ${path}`,
          needed[0] === 'signed-in' ? [] : needed,
        ] as const;
      }),
    );
    expect(Object.fromEntries(declared)).toEqual(ROUTES);
  });

  it.each(EVERYBODY)('lets %s in, or names what is missing', async user => {
    const actual: Cell[] = [];
    for (const route of Object.keys(ROUTES)) {
      actual.push([user, route, await call(user, route)]);
    }
    compare(
      actual,
      Object.entries(ROUTES).map(([route, needed]) => [
        user,
        route,
        expectedOf(user, needed),
      ]),
    );
  });

  it('is closed to nobody in particular, by HEAD too', async () => {
    const actual: Cell[] = [];
    const expected: Cell[] = [];
    for (const route of Object.keys(ROUTES)) {
      const answer = await call('nobody', route);
      actual.push(['nobody', route, answer.slice(0, 3)]);
      expected.push(['nobody', route, '401']);
      if (!route.startsWith('get ')) continue;
      const head = route.replace('get', 'head');
      actual.push(['no_role', head, await call('no_role', head)]);
      const allowed = may([], ROUTES[route]);
      expected.push(['no_role', head, allowed ? 'let in' : '403']);
    }
    compare(actual, expected);
  });
});

/** Opens a socket; the status of the refusal when there is none. */
async function open(user: User): Promise<LiveReader | number> {
  const ws = new WebSocket(`${backend.url.replace(/^http/, 'ws')}/ws`, [
    LIVE_PROTOCOL,
    backend.as(user).socketToken,
  ]);
  const reader = new LiveReader(ws);
  const refused = await new Promise<number | undefined>(resolve => {
    ws.on('open', () => resolve(undefined));
    ws.on('unexpected-response', (_, response) => {
      response.resume();
      resolve(response.statusCode);
    });
    ws.on('error', () => {});
  });
  return refused ?? reader;
}

describe('the live feed', () => {
  it('lets everybody follow the channels of their permissions', async () => {
    const actual: Cell[] = [];
    const expected: Cell[] = [];
    for (const user of EVERYBODY) {
      const reader = await open(user);
      for (const [channel, needed] of Object.entries(CHANNELS)) {
        const allowed = may(permissionsOf(user), needed);
        if (typeof reader === 'number') {
          actual.push([user, channel, String(reader)]);
          expected.push([user, channel, '403']);
          continue;
        }
        const before = reader.messages.length;
        reader.ws.send(
          JSON.stringify({ type: 'subscribe', channels: [channel] }),
        );
        const answer = await reader.until<ServerMessage>(
          message =>
            reader.messages.indexOf(message) >= before &&
            (message.type === 'error' ||
              (message.type === 'subscribed' &&
                message.channels.includes(channel))),
        );
        actual.push([
          user,
          channel,
          answer.type === 'error' ? `403 ${answer.message}` : answer.type,
        ]);
        expected.push([
          user,
          channel,
          allowed ? 'subscribed' : refusal(needed),
        ]);
      }
      if (reader instanceof LiveReader) await reader.close();
    }
    compare(actual, expected);
  });
});

describe('parts of answers', () => {
  const READERS = EVERYBODY.filter(user =>
    may(permissionsOf(user), ['view_test_results']),
  );
  const METRICS: Needed = ['view_system_metrics'];
  const PERSONAL: Needed = ['manage_leads', 'run_pipeline_tests'];
  let testId: string;
  let otherId: string;
  const frames = new Map<User, LiveReader>();

  beforeAll(async () => {
    for (const user of READERS) {
      frames.set(user, await backend.as(user).connect());
    }
    const run = async () =>
      backend.as('qa_tester').runToEnd({ test_type: 'quick', lead_data: LEAD });
    testId = (await run()).id;
    otherId = (await run()).id;
  });

  afterAll(async () => {
    for (const reader of frames.values()) await reader.close();
  });

  /** Checks what only some see, for all who may see the rest. */
  async function part(
    name: string,
    needed: Needed,
    sees: (user: User) => Promise<boolean>,
  ) {
    const actual: Cell[] = [];
    for (const user of READERS) {
      actual.push([user, name, (await sees(user)) ? 'seen' : 'hidden']);
    }
    compare(
      actual,
      READERS.map(user => [
        user,
        name,
        may(permissionsOf(user), needed) ? 'seen' : 'hidden',
      ]),
    );
  }

  it.each(['system_metrics', 'components'])(
    '%s of the status, asked for and on the socket',
    async field => {
      await part(`/status ${field}`, METRICS, async user =>
        Object.hasOwn((await backend.as(user).get('/status')).body, field),
      );
      await part(`socket ${field}`, METRICS, async user => {
        const isStatus = (message: ServerMessage) =>
          message.type === 'updates' &&
          message.payload.some(({ type }) => type === 'system_status');
        const frame = await frames.get(user)?.until(isStatus);
        return JSON.stringify(frame).includes(`"${field}"`);
      });
    },
  );

  it('performance of the metrics', () =>
    part('/metrics performance', METRICS, async user =>
      Object.hasOwn(
        (await backend.as(user).get('/metrics')).body,
        'performance',
      ),
    ));

  const showsPersonal = (text: string) =>
    [LEAD.contact_name, LEAD.email, LEAD.phone].some(personal =>
      text.includes(personal),
    );

  it('personal data of a test', () =>
    part('/tests/{id} personal data', PERSONAL, async user => {
      const { body } = await backend.as(user).get(`/tests/${testId}`);
      expect(body.personal_data_hidden).toBe(
        !showsPersonal(JSON.stringify(body)),
      );
      return !body.personal_data_hidden;
    }));

  it.each([
    '/active',
    '/history',
    `/history?q=${encodeURIComponent(LEAD.email)}`,
    '/tests/{id}/events',
    '/tests/compare?a={id}&b={other}',
    '/report?format=json',
    '/report?format=csv',
    '/report?format=junit',
    '/batches',
    '/metrics',
    '/status',
  ])('no personal data in %s, for anybody', route =>
    part(route, [], async user => {
      const { status, body } = await backend
        .as(user)
        .get(route.replace('{id}', testId).replace('{other}', otherId));
      return status === 200 && !showsPersonal(JSON.stringify(body));
    }),
  );

  it('no personal data on the socket, for anybody', () =>
    part('socket', [], async user => {
      const told = JSON.stringify(frames.get(user)?.messages);
      return told.includes(testId) && !showsPersonal(told);
    }));
});
