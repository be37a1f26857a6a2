/*
 * A person goes through everything that this plugin does, well and badly, and is
 * then found where the contract allows it and nowhere else: not in logs, live
 * feed, queue, audit trail, notices, nor in the cache of answers.
 */
import { setTimeout as pause } from 'node:timers/promises';
import {
  CacheService,
  coreServices,
  createServiceFactory,
  RootLoggerService,
} from '@backstage/backend-plugin-api';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import notificationsPlugin from '@backstage/plugin-notifications-backend';
import { JsonValue } from '@backstage/types';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { Knex } from 'knex';
import {
  databases,
  LiveReader,
  sandboxLead,
  startBackend,
  TestBackend,
} from './__testUtils__/backend';
import { columnsWithTraces, PERSON, tracesIn } from './__testUtils__/person';
import { QUEUE_SCHEMA } from './queue/queueSql';

jest.setTimeout(120_000);

let sandbox: Sandbox;
let backend: TestBackend;
let notifications: Knex;
const logged: string[] = [];
const cached: string[] = [];
const sockets: LiveReader[] = [];

/** Everything at every level, with all that goes with it. */
function loggerOf(context: object): RootLoggerService {
  const log = (message: string, meta?: Error | object) => {
    const stack = meta instanceof Error ? meta.stack : '';
    logged.push(
      `${message} ${stack} ${JSON.stringify({ ...context, ...meta })}`,
    );
  };
  return {
    error: log,
    warn: log,
    info: log,
    debug: log,
    child: more => loggerOf({ ...context, ...more }),
  };
}

function cacheThatTells(): CacheService {
  const kept = new Map<string, JsonValue>();
  const cache: CacheService = {
    get: async <T extends JsonValue>(key: string) =>
      kept.get(key) as T | undefined,
    set: async (key, value) => {
      kept.set(key, value);
      cached.push(`${key} ${JSON.stringify(value)}`);
    },
    delete: async key => void kept.delete(key),
    withOptions: () => cache,
  };
  return cache;
}

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  notifications = await databases.init('POSTGRES_18');
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    otherDatabases: { notifications },
    config: {
      providers: Object.fromEntries(
        ['pagespeed', 'places', 'screenshotone', 'semrush', 'llm'].map(name => [
          name,
          { cacheTtl: { hours: 1 } },
        ]),
      ),
    },
    features: [
      catalogServiceMock.factory(),
      notificationsPlugin,
      createServiceFactory({
        service: coreServices.rootLogger,
        deps: {},
        factory: () => loggerOf({}),
      }),
      createServiceFactory({
        service: coreServices.cache,
        deps: {},
        factory: cacheThatTells,
      }),
    ],
  });
  // Jobs are gone once they are done
  await backend.knex.raw(`
    CREATE TABLE seen_jobs (job jsonb);
    CREATE FUNCTION see_job() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO seen_jobs VALUES (to_jsonb(NEW));
      RETURN NULL;
    END $$;
    CREATE TRIGGER see_job AFTER INSERT OR UPDATE ON ${QUEUE_SCHEMA}._private_jobs
      FOR EACH ROW EXECUTE FUNCTION see_job()`);
  for (const role of ['viewer', 'admin'] as const) {
    sockets.push(await backend.as(role).connect());
  }
});
afterAll(async () => {
  for (const socket of sockets) await socket.close();
  await backend?.stop();
  await sandbox?.stop();
});

/** Asks again until it is so; the test's own timeout is the limit. */
async function until(isSo: () => Promise<boolean>) {
  while (!(await isSo())) await pause(20);
}

async function importFile(qa: ReturnType<TestBackend['as']>, rows: string[]) {
  const form = new FormData();
  form.append('file', new Blob(rows), 'leads.csv');
  const { status, body } = await qa.request('/leads/imports', {
    method: 'POST',
    body: form as unknown as string,
  });
  expect(status).toBe(202);
  const path = `/leads/imports/${body.import_id}`;
  await until(async () => (await qa.get(path)).body.status === 'completed');
}

it('is nowhere but where the contract allows it', async () => {
  const qa = backend.as('qa_manager');
  const given = { ...sandboxLead(sandbox), ...PERSON };
  const { body: lead } = await qa.post('/leads', { lead: given });
  const test = await qa.runToEnd({ lead_id: lead.id });
  expect(test.status).toBe('success');

  // What goes wrong says so without it
  const broken = await qa.runToEnd({
    lead_data: {
      ...given,
      email: 'maria.lopez@@erasable.example',
      phone: '512 555 0177 ext. maria erasable',
    },
  });
  expect(broken.status).toBe('failed');
  sandbox.addFault({ component: 'smtp', kind: 'reset' });
  const unsent = await qa.runToEnd({ lead_id: lead.id });
  expect(unsent.status).toBe('failed');
  sandbox.clearFaults();
  const refused = await Promise.all([
    qa.post('/leads', { lead: { ...given, email: 'maria.lopez@' } }),
    qa.post('/leads', { lead: given }),
    qa.post('/run-pipeline', {
      lead_data: { ...given, [PERSON.email]: PERSON.notes },
    }),
    backend.as('viewer').post('/leads', { lead: given }),
    backend.as('no_role').post('/run-pipeline', { lead_data: given }),
  ]);
  expect(refused.map(({ status }) => status)).toEqual([
    400, 409, 400, 403, 403,
  ]);
  await importFile(qa, [
    'business_name,website_url,email,contact_name\n',
    `Good Bakery,https://good-bakery.example,${PERSON.email},Maria Erasable\n`,
    `Other,not an address,${PERSON.email},Maria Erasable\n`,
  ]);
  const { body: batch } = await qa.post('/run-batch', { lead_ids: [lead.id] });
  await until(async () => {
    const { body } = await qa.get(`/batches/${batch.batch_id}`);
    return body.status === 'completed';
  });
  await qa.post('/leads/bulk', {
    action: 'update',
    selection: { filter: { q: PERSON.email } },
    changes: { industry: 'Boats' },
  });
  await qa.get(`/leads?q=${encodeURIComponent(PERSON.email)}`);
  await qa.get(
    `/leads/export?format=csv&q=${encodeURIComponent('maria erasable')}`,
  );

  expect(await columnsWithTraces(backend.knex)).toEqual([
    'import_errors.cells',
    'import_errors.email_key',
    'import_errors.problems',
    'lead_search.text',
    'leads.contact_name',
    'leads.email',
    'leads.email_key',
    'leads.notes',
    'leads.phone',
    'test_executions.lead_data',
    'test_step_results.personal',
  ]);
  const { rows: jobs } = await backend.knex.raw(
    `SELECT count(*)::int FROM seen_jobs`,
  );
  expect(jobs[0].count).toBeGreaterThan(5);

  await until(async () => {
    const told = await notifications('notification').count();
    return Number(told[0].count) > 0;
  });
  expect(await columnsWithTraces(notifications)).toEqual([]);

  const frames = sockets.flatMap(socket =>
    socket.messages.map(message => JSON.stringify(message)),
  );
  expect(frames.length).toBeGreaterThan(20);
  expect(frames.filter(frame => tracesIn(frame).length > 0)).toEqual([]);
  expect(cached.length).toBeGreaterThan(0);
  expect(cached.filter(entry => tracesIn(entry).length > 0)).toEqual([]);
  expect(logged.length).toBeGreaterThan(20);
  expect(logged.filter(line => tracesIn(line).length > 0)).toEqual([]);
});
