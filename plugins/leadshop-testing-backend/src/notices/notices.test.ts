/* Notices with the real notifications plugin, as a portal has it. */
import {
  coreServices,
  createServiceFactory,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import notificationsPlugin from '@backstage/plugin-notifications-backend';
import {
  NotificationSendOptions,
  NotificationService,
} from '@backstage/plugin-notifications-node';
import { Knex } from 'knex';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  databases,
  startBackend,
  TestBackend,
  USERS,
} from '../__testUtils__/backend';
import { chain, Gate, step } from '../__testUtils__/waitingPipeline';
import { QUEUE_SCHEMA, SEND_NOTICE } from '../queue/queueSql';
import { AlertStore } from '../store/alerts/AlertStore';
import { BatchStore } from '../store/BatchStore';
import { CHECKS } from './componentTurns';
import { storeRuns } from './__testUtils__/componentRuns';
import { COMPONENT_WATCH } from './ComponentWatch';
import { addNotices } from './notice';
import { NoticeSender } from './NoticeSender';

jest.setTimeout(120_000);

const OWNER = 'user:default/owner';

/** A component whose owner the catalog knows. */
const PAGESPEED = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'pagespeed',
    namespace: 'default',
    annotations: { 'leadshop.io/component': 'pagespeed-integration' },
  },
  spec: { type: 'service', lifecycle: 'production', owner: OWNER },
  relations: [{ type: 'ownedBy', targetRef: OWNER }],
};

interface Told {
  payload: {
    title: string;
    link: string;
    severity: string;
    topic: string;
    scope: string;
  };
}

let sandbox: Sandbox;
let knex: Knex;
let gate: Gate;
let scheduler: SchedulerService;
let portal: TestBackend;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
});
afterAll(() => sandbox?.stop());

async function startPortal(options: { notifications: boolean }) {
  knex = await databases.init('POSTGRES_18');
  gate = new Gate();
  scheduler = mockServices.scheduler();
  portal = await startBackend({
    knex,
    sandbox,
    pipelines: [
      chain('short', [
        step('one', 1, {
          run: async () => ({ details: {}, provider_mode: null }),
        }),
      ]),
      chain('waits', [step('wait', 1, { run: context => gate.run(context) })]),
    ],
    features: [
      catalogServiceMock.factory({ entities: [PAGESPEED] }),
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      ...(options.notifications ? [notificationsPlugin] : []),
    ],
    otherDatabases: options.notifications
      ? { notifications: await databases.init('POSTGRES_18') }
      : {},
  });
}

afterEach(async () => {
  gate.open();
  await portal.stop();
});

function asUser(user: string, path: string, init: RequestInit = {}) {
  return fetch(`http://localhost:${portal.port}/api/notifications${path}`, {
    ...init,
    headers: {
      authorization: mockCredentials.user.header(user),
      'content-type': 'application/json',
    },
  });
}

async function toldTo(user: string): Promise<Told['payload'][]> {
  const response = await asUser(user, '/notifications');
  expect(response.status).toBe(200);
  const { notifications } = (await response.json()) as {
    notifications: Told[];
  };
  return notifications.map(({ payload }) => payload);
}

/** Waits until the queue has nothing left to tell. */
async function allSent(): Promise<void> {
  const waiting = () =>
    knex.raw(
      `SELECT FROM ${QUEUE_SCHEMA}._private_jobs j
       JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
       WHERE t.identifier = ?`,
      [SEND_NOTICE],
    );
  while ((await waiting()).rows.length > 0);
}

async function storeLeads(count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, i) => ({
    id: crypto.randomUUID(),
    website_url: `https://shop-${i}.example`,
  }));
  await knex('leads').insert(rows);
  return rows.map(row => row.id);
}

async function runBatch(testType: string, count: number): Promise<string> {
  const { status, body } = await portal.as('qa_tester').post('/run-batch', {
    test_type: testType,
    lead_ids: await storeLeads(count),
  });
  expect(status).toBe(200);
  return body.batch_id;
}

async function untilEnded(batchId: string): Promise<void> {
  const { body } = await portal.as('qa_tester').get(`/batches/${batchId}`);
  if (body.status === 'running') await untilEnded(batchId);
}

describe('the end of a batch', () => {
  beforeEach(() => startPortal({ notifications: true }));

  it('is told once to who ordered it, and to nobody else', async () => {
    const id = await runBatch('short', 3);
    await untilEnded(id);
    await allSent();

    expect(await toldTo(USERS.qa_tester)).toEqual([
      expect.objectContaining({
        title: 'Batch of 3 tests completed: 3 passed, 0 failed',
        link: `/leadshop-testing/batches/${id}`,
        severity: 'low',
        topic: 'leadshop-testing.batch',
        scope: `batch:${id}`,
      }),
    ]);
    expect(await toldTo(USERS.qa_manager)).toEqual([]);
  });

  it('is not told to a user who has switched the topic off', async () => {
    await untilEnded(await runBatch('short', 1));
    await allSent();
    expect(await toldTo(USERS.qa_tester)).toHaveLength(1);

    // The settings as the notifications plugin offers them, with ours off
    const settings = await (await asUser(USERS.qa_tester, '/settings')).json();
    const topics = settings.channels[0].origins[0].topics as {
      id: string;
      enabled: boolean;
    }[];
    const ours = topics.find(({ id }) => id === 'leadshop-testing.batch');
    expect(ours).toMatchObject({ enabled: true });
    ours!.enabled = false;
    const saved = await asUser(USERS.qa_tester, '/settings', {
      method: 'POST',
      body: JSON.stringify(settings),
    });
    expect(saved.status).toBe(200);

    await untilEnded(await runBatch('short', 1));
    await allSent();
    expect(await toldTo(USERS.qa_tester)).toHaveLength(1);
  });

  it('is told when somebody else cancelled it, and not to who did', async () => {
    const cancel = async (role: 'qa_tester' | 'admin') => {
      const id = await runBatch('waits', 2);
      const { status } = await portal.as(role).post(`/batches/${id}/cancel`);
      expect(status).toBe(200);
      await untilEnded(id);
      await allSent();
    };
    await cancel('qa_tester');
    expect(await toldTo(USERS.qa_tester)).toEqual([]);
    await cancel('admin');
    expect(await toldTo(USERS.qa_tester)).toEqual([
      expect.objectContaining({
        title: expect.stringMatching(/^Batch of 2 tests cancelled: /),
      }),
    ]);
  });
});

describe('a component', () => {
  beforeEach(() => startPortal({ notifications: true }));

  const runs = (status: 'success' | 'failed') => storeRuns(knex, status);

  async function check(times = CHECKS) {
    for (let n = 0; n < times; n++)
      await scheduler.triggerTask(COMPONENT_WATCH);
    await allSent();
  }

  it('that fails is told to its owner, and again when it works', async () => {
    await runs('failed');
    await check(CHECKS - 1);
    expect(await toldTo(OWNER)).toEqual([]);
    await check(1);
    await check();
    expect(await toldTo(OWNER)).toEqual([
      expect.objectContaining({
        title: 'PageSpeed Integration is failing',
        severity: 'high',
        topic: 'leadshop-testing.component',
      }),
    ]);

    await runs('success');
    // A quarter of an hour later
    await knex('component_notices').update({
      told_at: knex.raw("told_at - interval '15 minutes'"),
    });
    await check();
    expect(await toldTo(OWNER)).toEqual([
      expect.objectContaining({ title: 'PageSpeed Integration works again' }),
    ]);
  });

  it('without an entity in the catalog is told to nobody', async () => {
    await runs('failed');
    await knex('test_step_results').update({ component: 'score-calculator' });
    await check();
    expect(
      await knex('component_notices')
        .where({ told: 'down' })
        .pluck('component'),
    ).toEqual(['score-calculator']);
    expect(await toldTo(OWNER)).toEqual([]);
  });
});

describe('a portal without the notifications plugin', () => {
  it('runs batches all the same', async () => {
    await startPortal({ notifications: false });
    await untilEnded(await runBatch('short', 1));
    await allSent();
    const { body } = await portal.as('qa_tester').get('/batches');
    expect(body).toEqual([expect.objectContaining({ status: 'completed' })]);
  });
});

describe('a notice that cannot be sent', () => {
  let database: Knex;
  const logger = mockServices.logger.mock();

  beforeEach(async () => {
    jest.clearAllMocks();
    await startPortal({ notifications: false });
    database = knex;
  });

  function sender(send: NotificationService['send'], log: LoggerService) {
    return new NoticeSender({
      knex: database,
      batches: new BatchStore(database),
      alerts: new AlertStore(database),
      defaultRecipients: () => ['group:default/admins'],
      auth: mockServices.auth(),
      catalog: catalogServiceMock({ entities: [PAGESPEED] }),
      notifications: { send },
      logger: log,
    });
  }

  const notice = {
    kind: 'component',
    component: 'pagespeed-integration',
    state: 'down',
    success_rate: 10,
    fault: null,
    provider_mode: 'live',
  } as const;
  const { signal } = new AbortController();

  const waitingTries = async () =>
    (
      await database.raw(
        `SELECT j.payload->>'tried' AS tried, j.run_at > now() AS later
         FROM ${QUEUE_SCHEMA}._private_jobs j
         JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
         WHERE t.identifier = ?`,
        [SEND_NOTICE],
      )
    ).rows;

  it('is let go in a portal without the plugin, and that is said once', async () => {
    const { task } = sender(async () => {
      throw new Error(
        'Failed to send notifications: Error: Request failed with status 404',
      );
    }, logger);
    await task({ notice, tried: 0 }, { signal });
    await task({ notice, tried: 0 }, { signal });
    expect(await waitingTries()).toEqual([]);
    expect(logger.debug).toHaveBeenCalledTimes(1);
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('is tried again later when the plugin is out of order', async () => {
    const sent: NotificationSendOptions[] = [];
    const { task } = sender(async message => {
      sent.push(message);
      throw new Error('Request failed with status 503');
    }, logger);
    await task({ notice, tried: 0 }, { signal });
    expect(await waitingTries()).toEqual([{ tried: '1', later: true }]);
    expect(sent[0].recipients).toEqual({
      type: 'entity',
      entityRef: ['component:default/pagespeed'],
    });
    await task({ notice, tried: 5 }, { signal });
    expect(await waitingTries()).toHaveLength(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('let go after 6 tries'),
    );
  });

  it('tells of an alert those whom its rule names, else the administrators', async () => {
    const sent: NotificationSendOptions[] = [];
    const { task } = sender(async message => {
      sent.push(message);
    }, logger);
    const rule = crypto.randomUUID();
    const alert = async (recipients: string[]): Promise<string> => {
      const [{ id }] = await database('alerts')
        .insert({
          id: crypto.randomUUID(),
          rule_id: recipients.length > 0 ? rule : crypto.randomUUID(),
          rule_name: 'A component is down',
          kind: 'component_down',
          severity: 'critical',
          recipients,
          subject: 'component:s3-storage:',
          subject_type: 'component',
          subject_name: 's3-storage',
          subject_title: 'S3 Storage',
          message: 'S3 Storage is in error',
          fault: 'vendor',
        })
        .returning('id');
      return id;
    };
    const tell = (alert_id: string, news: 'raised' | 'resolved') =>
      task({ notice: { kind: 'alert', alert_id, news }, tried: 0 }, { signal });
    const named = await alert(['group:default/on-call']);
    await tell(named, 'raised');
    await tell(await alert([]), 'raised');
    expect(sent.map(({ recipients }) => recipients)).toEqual(
      ['group:default/on-call', 'group:default/admins'].map(ref => ({
        type: 'entity',
        entityRef: [ref],
      })),
    );
    expect(sent[0].payload).toEqual({
      title: 'A component is down: S3 Storage',
      description: 'S3 Storage is in error, by fault of an outside service.',
      severity: 'critical',
      topic: 'leadshop-testing.alert',
      scope: `alert:${named}`,
      link: `/leadshop-testing/alerts/raised?status=all&rule=${rule}`,
    });

    // What is over when its notice is sent is told as over, and by its own notice
    await database('alerts').update({
      status: 'resolved',
      resolution: 'recovered',
      resolved_at: database.fn.now(),
    });
    await tell(named, 'raised');
    await tell(named, 'resolved');
    expect(sent).toHaveLength(3);
    expect(sent[2].payload).toMatchObject({
      title: 'Resolved: A component is down: S3 Storage',
      description: 'It is well again.',
      severity: 'normal',
      scope: `alert:${named}`,
    });
  });

  it('is not there when what gave rise to it did not happen', async () => {
    await expect(
      database.transaction(async trx => {
        await addNotices(trx, [notice]);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(await waitingTries()).toEqual([]);
  });
});
