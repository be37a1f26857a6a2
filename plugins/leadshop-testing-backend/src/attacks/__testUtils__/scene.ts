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
