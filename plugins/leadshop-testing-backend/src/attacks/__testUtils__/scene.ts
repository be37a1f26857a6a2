import { randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { Caller } from '../../__testUtils__/backend';
import {
  csv,
  ended,
  HEADER,
  upload,
} from '../../leads/import/__testUtils__/importing';

/** Things that exist, so that what hostile values stand beside is found. */
export async function setScene(manager: Caller) {
  const lead = {
    business_name: 'Acme',
    website_url: 'https://acme.example',
    email: 'office@acme.example',
  };
  const created = await manager.post('/leads', { lead });
  const leadId = created.body.id;
  const test = await manager.post('/run-pipeline', {
    test_type: 'waits',
    lead_id: leadId,
  });
  const batch = await manager.post('/run-batch', {
    test_type: 'waits',
    lead_ids: [leadId],
  });
  const imported = await ended(
    manager,
    await upload(manager, {
      text: csv(HEADER, [
        'Blue',
        'blue.example',
        'office@blue.example',
        '',
        '',
        '1',
      ]),
    }),
  );
  return {
    leadId,
    testId: test.body.test_id as string,
    batchId: batch.body.batch_id as string,
    importId: imported.id,
  };
}

/** A webhook and something that was sent to it. */
export async function setWebhookScene(admin: Caller) {
  const created = await admin.post('/webhooks', {
    url: 'https://hooks.invalid/',
    event_types: ['test.failed'],
  });
  const webhookId = created.body.webhook.id as string;
  const sent = await admin.post(`/webhooks/${webhookId}/test`, {});
  return { webhookId, letterId: sent.body.id as string };
}

/** An open alert, and the rule that it was raised by. */
export async function setAlertScene(admin: Caller, knex: Knex) {
  const { body: rule } = await admin.post('/alert-rules', {
    name: 'The queue stands still',
    condition: { kind: 'queue_age', older_than_ms: 3_600_000 },
  });
  const [alert] = await knex('alerts')
    .insert({
      id: randomUUID(),
      rule_id: rule.id,
      rule_name: rule.name,
      kind: 'queue_age',
      severity: 'high',
      recipients: [],
      subject: 'queue',
      subject_type: 'queue',
      subject_title: 'Queue',
      message: 'The oldest test waits',
    })
    .returning('id');
  return { ruleId: rule.id as string, alertId: alert.id as string };
}
