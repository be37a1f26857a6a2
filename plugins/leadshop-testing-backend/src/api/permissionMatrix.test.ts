/*
 * R6: six users by every route, channel, export and part of an answer that a
 * permission gates. What is expected is computed from the role matrix; what each
 * route needs is written down in permissionContract.ts, apart from the routes.
 * Requests of those who may ask fail at their fields, before any work is done.
 */
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  DEFAULT_ROLE_PERMISSIONS,
  PermissionName,
  ServerMessage,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LiveReader, USERS } from '../__testUtils__/backend';
import {
  expectedOf,
  knock,
  LET_IN,
  openSocket,
} from '../__testUtils__/knocking';
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

/** A part of the matrix as it should be, whose cells count. */
function counted(expected: Cell[]): Cell[] {
  cells += expected.length;
  return expected;
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

const ask = (user: User | 'nobody', route: string) =>
  knock(
    backend.url,
    route,
    user === 'nobody'
      ? mockCredentials.none.header()
      : mockCredentials.user.header(USERS[user]),
  );

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
      actual.push([user, route, await ask(user, route)]);
    }
    expect(actual).toEqual(
      counted(
        Object.entries(ROUTES).map(([route, needed]) => [
          user,
          route,
          expectedOf(permissionsOf(user), needed),
        ]),
      ),
    );
  });

  it('is closed to nobody in particular, by HEAD too', async () => {
    const actual: Cell[] = [];
    const expected: Cell[] = [];
    for (const route of Object.keys(ROUTES)) {
      const answer = await ask('nobody', route);
      actual.push(['nobody', route, answer.slice(0, 3)]);
      expected.push(['nobody', route, '401']);
      if (!route.startsWith('get ')) continue;
      const head = route.replace('get', 'head');
      actual.push(['no_role', head, await ask('no_role', head)]);
      const allowed = may([], ROUTES[route]);
      expected.push(['no_role', head, allowed ? 'let in' : '403']);
    }
    expect(actual).toEqual(counted(expected));
  });
});

describe('the live feed', () => {
  it('lets everybody follow the channels of their permissions', async () => {
    const actual: Cell[] = [];
    const expected: Cell[] = [];
    for (const user of EVERYBODY) {
      const reader = await openSocket(
        backend.url,
        backend.as(user).socketToken,
      );
      for (const [channel, needed] of Object.entries(CHANNELS)) {
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
          answer.type === 'error' ? `403 ${answer.message}` : LET_IN,
        ]);
        expected.push([user, channel, expectedOf(permissionsOf(user), needed)]);
      }
      if (reader instanceof LiveReader) await reader.close();
    }
    expect(actual).toEqual(counted(expected));
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

  /** Who sees what only some may see, of all who may see the rest. */
  async function seen(
    name: string,
    sees: (user: User) => Promise<boolean>,
  ): Promise<Cell[]> {
    const actual: Cell[] = [];
    for (const user of READERS) {
      actual.push([user, name, (await sees(user)) ? 'seen' : 'hidden']);
    }
    return actual;
  }

  const shown = (name: string, needed: Needed) =>
    counted(
      READERS.map(user => [
        user,
        name,
        may(permissionsOf(user), needed) ? 'seen' : 'hidden',
      ]),
    );

  it.each(['system_metrics', 'components'])(
    '%s of the status, asked for and on the socket',
    async field => {
      const asked = await seen('/status', async user =>
        Object.hasOwn((await backend.as(user).get('/status')).body, field),
      );
      expect(asked).toEqual(shown('/status', METRICS));
      const told = await seen('socket', async user => {
        const isStatus = (message: ServerMessage) =>
          message.type === 'updates' &&
          message.payload.some(({ type }) => type === 'system_status');
        const frame = await frames.get(user)?.until(isStatus);
        return JSON.stringify(frame).includes(`"${field}"`);
      });
      expect(told).toEqual(shown('socket', METRICS));
    },
  );

  it('performance of the metrics', async () => {
    const asked = await seen('/metrics', async user =>
      Object.hasOwn(
        (
          await backend.as(user).get('/metrics')
        ).body,
        'performance',
      ),
    );
    expect(asked).toEqual(shown('/metrics', METRICS));
  });

  const showsPersonal = (text: string) =>
    [LEAD.contact_name, LEAD.email, LEAD.phone].some(personal =>
      text.includes(personal),
    );

  it('personal data of a test, and whether it is said to be hidden', async () => {
    const told: boolean[] = [];
    const asked = await seen('/tests/{id}', async user => {
      const { body } = await backend.as(user).get(`/tests/${testId}`);
      told.push(body.personal_data_hidden);
      return showsPersonal(JSON.stringify(body));
    });
    expect(asked).toEqual(shown('/tests/{id}', PERSONAL));
    expect(told).toEqual(asked.map(([, , how]) => how === 'hidden'));
  });

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
  ])('no personal data in %s, for anybody', async route => {
    const path = route.replace('{id}', testId).replace('{other}', otherId);
    const asked = await seen(route, async user => {
      const { status, body } = await backend.as(user).get(path);
      return status === 200 && !showsPersonal(JSON.stringify(body));
    });
    expect(asked).toEqual(shown(route, []));
  });

  it('no personal data on the socket, for anybody', async () => {
    const told = await seen('socket', async user => {
      const text = JSON.stringify(frames.get(user)?.messages);
      return text.includes(testId) && !showsPersonal(text);
    });
    expect(told).toEqual(shown('socket', []));
  });
});
