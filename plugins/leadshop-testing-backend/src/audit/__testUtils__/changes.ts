/* For each route that changes something or gives a file: what is asked of it. */
import { randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { Answer, TestBackend } from '../../__testUtils__/backend';
import {
  csv,
  ended,
  formOf,
  importFile,
  upload,
} from '../../leads/import/__testUtils__/importing';
import { lockLeads } from '../../store/leadsLock';

/** A request to a route. */
export interface Ask {
  path: string;
  body?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
}

/** Asks, and looks at what that leaves. */
export type Check = (asked: Ask) => Promise<Answer>;

/** A lead that comes with a test. */
export const LEAD = {
  business_name: 'Sunrise',
  website_url: 'https://sunrise.example',
};

const ALERT_RULE = {
  name: 'The queue stands still',
  condition: { kind: 'queue_age', older_than_ms: 600_000 },
};

const MAPPED = ['business_name', 'website_url', 'email'] as const;

/**
 * By the name of the route: prepares what a request needs, and makes it. The
 * backend has pipelines `fails` and `waits`.
 */
export function changesOf(
  backend: () => TestBackend,
): Record<string, (check: Check) => Promise<unknown>> {
  const admin = () => backend().as('admin');
  const startTest = async (test_type: string): Promise<string> =>
    (await admin().post('/run-pipeline', { test_type, lead_data: LEAD })).body
      .test_id;
  const endedTest = async (): Promise<string> =>
    (await admin().runToEnd({ test_type: 'fails', lead_data: LEAD })).id;

  let leads = 0;
  async function newLead() {
    leads += 1;
    const { body, headers } = await admin().post('/leads', {
      lead: {
        business_name: `Shop ${leads}`,
        website_url: `https://shop-${leads}.example`,
        email: `office@shop-${leads}.example`,
        contact_name: 'Ann Baker',
      },
    });
    return { id: body.id as string, etag: headers.get('etag') ?? '' };
  }

  async function newBatch(test_type: string): Promise<string> {
    const { id } = await newLead();
    const { body } = await admin().post('/run-batch', {
      lead_ids: [id],
      test_type,
    });
    return body.batch_id;
  }

  async function failedBatch(): Promise<string> {
    const live = await admin().connect();
    const id = await newBatch('fails');
    await live.until(
      message =>
        message.type === 'updates' &&
        message.payload.some(
          update =>
            update.type === 'batch_update' &&
            update.payload.id === id &&
            update.payload.status !== 'running',
        ),
    );
    await live.close();
    return id;
  }

  const file = () => {
    leads += 1;
    return csv(
      ['Company', 'URL', 'E-Mail'],
      [`Imp ${leads}`, `imp-${leads}.example`, `a@imp-${leads}.example`],
      ['', 'nowhere', 'no address'],
    );
  };

  let origins = 0;
  const credential = () => {
    origins += 1;
    return {
      name: `Staging ${origins}`,
      origin: `https://staging-${origins}.example.com`,
      username: 'tester',
      password: 'a password',
    };
  };
  const newCredential = async (): Promise<string> =>
    (await admin().post('/credentials', credential())).body.id;

  const newRule = async (): Promise<{ id: string; etag: string }> => {
    const { body, headers } = await admin().post('/alert-rules', ALERT_RULE);
    return { id: body.id, etag: headers.get('etag') ?? '' };
  };
  const openAlert = async (): Promise<string> => {
    const [{ id }] = await backend()
      .knex('alerts')
      .insert({
        id: randomUUID(),
        rule_id: randomUUID(),
        rule_name: 'A rule',
        kind: 'queue_age',
        severity: 'high',
        recipients: [],
        subject: 'queue',
        subject_type: 'queue',
        subject_title: 'Queue',
        message: 'The oldest test waits',
      })
      .returning('id');
    return id;
  };

  const webhook = {
    url: 'https://hooks.invalid/leadshop',
    event_types: ['test.failed'],
  };
  const newWebhook = async (): Promise<string> =>
    (await admin().post('/webhooks', webhook)).body.webhook.id;
  /** A webhook, and an event that could not be delivered to it. */
  async function newDeadLetter() {
    const id = await newWebhook();
    const { body } = await admin().post(`/webhooks/${id}/test`, {});
    await backend().knex.raw(
      `UPDATE webhook_deliveries SET status = 'dead', claim = NULL,
         ended_at = now() WHERE id = ?`,
      [body.id],
    );
    return { id, letterId: body.id as string };
  }

  return {
    'post /alerts/{id}/acknowledge': async check =>
      check({ path: `/alerts/${await openAlert()}/acknowledge` }),
    'post /alert-rules': check =>
      check({ path: '/alert-rules', body: ALERT_RULE }),
    'patch /alert-rules/{id}': async check => {
      const { id, etag } = await newRule();
      return check({
        path: `/alert-rules/${id}`,
        body: { enabled: false },
        headers: { 'if-match': etag },
      });
    },
    'delete /alert-rules/{id}': async check =>
      check({ path: `/alert-rules/${(await newRule()).id}` }),
    'post /alert-rules/{id}/test': async check =>
      check({ path: `/alert-rules/${(await newRule()).id}/test` }),
    'post /run-pipeline': check =>
      check({
        path: '/run-pipeline',
        body: { test_type: 'waits', lead_data: LEAD },
      }),
    'post /tests/{id}/rerun': async check =>
      check({ path: `/tests/${await endedTest()}/rerun` }),
    'post /tests/{id}/cancel': async check =>
      check({ path: `/tests/${await startTest('waits')}/cancel` }),
    'post /run-batch': async check =>
      check({
        path: '/run-batch',
        body: { lead_ids: [(await newLead()).id], test_type: 'waits' },
      }),
    'post /batches/{id}/cancel': async check =>
      check({ path: `/batches/${await newBatch('waits')}/cancel` }),
    'post /batches/{id}/rerun-failed': async check =>
      check({ path: `/batches/${await failedBatch()}/rerun-failed` }),
    'post /leads': check =>
      check({
        path: '/leads',
        body: {
          lead: {
            business_name: 'Acme',
            website_url: 'https://acme.example',
            email: 'office@acme.example',
          },
        },
      }),
    'patch /leads/{id}': async check => {
      const { id, etag } = await newLead();
      return check({
        path: `/leads/${id}`,
        body: { contact_name: 'Bob Miller' },
        headers: { 'if-match': etag },
      });
    },
    'delete /leads/{id}': async check =>
      check({ path: `/leads/${(await newLead()).id}` }),
    'post /leads/bulk': async check => {
      const selection = { lead_ids: [(await newLead()).id] };
      await check({
        path: '/leads/bulk',
        body: { action: 'update', selection, changes: { industry: 'Bakery' } },
      });
      await check({
        path: '/leads/bulk',
        body: { action: 'erase', selection },
      });
    },
    'post /leads/bulk/{id}/undo': async check => {
      const { body } = await admin().post('/leads/bulk', {
        action: 'update',
        selection: { lead_ids: [(await newLead()).id] },
        changes: { industry: 'Bakery' },
      });
      return check({ path: `/leads/bulk/${body.bulk_id}/undo` });
    },
    'post /leads/imports': async check => {
      const form = formOf({ text: file() }, { columns: [...MAPPED] });
      await ended(admin(), await check({ path: '/leads/imports', form }));
    },
    'post /leads/imports/preview': check =>
      check({ path: '/leads/imports/preview', form: formOf({ text: file() }) }),
    'post /leads/imports/{id}/cancel': async check => {
      const running = await backend().knex.transaction(async trx => {
        await lockLeads(trx);
        const answer = await upload(admin(), { text: file() });
        await check({ path: `/leads/imports/${answer.body.import_id}/cancel` });
        return answer;
      });
      await ended(admin(), running);
    },
    'post /leads/imports/{id}/undo': async check =>
      check({
        path: `/leads/imports/${(await importFile(admin(), file())).id}/undo`,
      }),
    'get /leads/imports/{id}/errors.csv': async check =>
      check({
        path: `/leads/imports/${
          (await importFile(admin(), file())).id
        }/errors.csv`,
      }),
    'get /leads/export': check =>
      check({ path: '/leads/export?format=csv&q=a%40b' }),
    'get /leads/{id}/export': async check =>
      check({ path: `/leads/${(await newLead()).id}/export` }),
    'get /report': check => check({ path: '/report?format=csv' }),
    'get /audit-events/export': check =>
      check({ path: '/audit-events/export?format=json' }),
    'post /retention/run': check => check({ path: '/retention/run' }),
    'post /queue/pause': async check => {
      await check({ path: '/queue/pause', body: { reason: 'Upgrade' } });
      await admin().post('/queue/resume');
    },
    'post /queue/resume': async check => {
      await admin().post('/queue/pause');
      await check({ path: '/queue/resume' });
    },
    'post /credentials': check =>
      check({ path: '/credentials', body: credential() }),
    'post /credentials/rotate': async check => {
      await newCredential();
      return check({ path: '/credentials/rotate' });
    },
    'patch /credentials/{id}': async check =>
      check({
        path: `/credentials/${await newCredential()}`,
        body: { password: 'another password' },
      }),
    'delete /credentials/{id}': async check =>
      check({ path: `/credentials/${await newCredential()}` }),
    'post /webhooks': check => check({ path: '/webhooks', body: webhook }),
    'patch /webhooks/{id}': async check =>
      check({
        path: `/webhooks/${await newWebhook()}`,
        body: { event_types: ['test.completed'] },
        headers: { 'if-match': '*' },
      }),
    'delete /webhooks/{id}': async check =>
      check({ path: `/webhooks/${await newWebhook()}` }),
    'post /webhooks/{id}/rotate-secret': async check =>
      check({ path: `/webhooks/${await newWebhook()}/rotate-secret` }),
    'post /webhooks/{id}/test': async check =>
      check({ path: `/webhooks/${await newWebhook()}/test` }),
    'post /dead-letters/{id}/resend': async check =>
      check({
        path: `/dead-letters/${(await newDeadLetter()).letterId}/resend`,
      }),
    'post /webhooks/{id}/dead-letters/resend': async check =>
      check({
        path: `/webhooks/${(await newDeadLetter()).id}/dead-letters/resend`,
      }),
  };
}

/** All that people can change, but for how far tests and imports have come. */
export async function everythingIn(knex: Knex): Promise<unknown> {
  const { rows } = await knex.raw(`SELECT
    (SELECT json_agg(json_build_array(id, version, erased_at) ORDER BY id) FROM leads) AS leads,
    (SELECT json_agg(json_build_array(id, cancel_requested_at) ORDER BY id) FROM test_executions) AS tests,
    (SELECT json_agg(json_build_array(id, cancel_requested_at) ORDER BY id) FROM batches) AS batches,
    (SELECT json_agg(json_build_array(id, undone_at) ORDER BY id) FROM lead_bulk_edits) AS edits,
    (SELECT json_agg(json_build_array(id, cancel_requested_at, undo) ORDER BY id) FROM imports) AS imports,
    (SELECT json_agg(m ORDER BY user_ref, headers_hash) FROM import_mappings m) AS mappings,
    (SELECT json_agg(q) FROM queue_state q) AS queue,
    (SELECT json_agg(c ORDER BY id) FROM credentials c) AS credentials,
    (SELECT json_agg(json_build_array(id, version, sealed) ORDER BY id) FROM webhooks) AS webhooks,
    (SELECT json_agg(id ORDER BY id) FROM webhook_deliveries) AS deliveries`);
  return rows[0];
}
