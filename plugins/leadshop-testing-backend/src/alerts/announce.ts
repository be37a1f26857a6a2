import { Knex } from 'knex';
import { addNotices } from '../notices';
import { AlertRow, toAlert } from '../store/alerts/AlertStore';
import { enqueueWebhookEvent, WebhookEventData } from '../webhooks';

/** What has become of an alert. */
export type AlertNews = 'raised' | 'resolved' | 'reminded' | 'acknowledged';

const WEBHOOKS = {
  raised: 'alert.raised',
  resolved: 'alert.resolved',
} as const;

/**
 * Lets everybody know of alerts, in the transaction in which it happens: open
 * pages, people, other systems. Who has taken an alert on needs no notices.
 */
export async function announce(
  trx: Knex.Transaction,
  rows: readonly AlertRow[],
  news: AlertNews,
): Promise<void> {
  if (rows.length === 0) return;
  await trx('feed_events').insert(
    rows.map(({ id }) => ({
      channel: 'alert',
      type: 'alert_update',
      payload: JSON.stringify({ alert_id: id }),
    })),
  );
  if (news === 'acknowledged') return;
  const told =
    news === 'raised' ? rows.filter(row => !row.acknowledged_by) : rows;
  await addNotices(
    trx,
    told.map(({ id }) => ({ kind: 'alert', alert_id: id, news })),
  );
  if (news === 'reminded') return;
  for (const row of rows) {
    await enqueueWebhookEvent(trx, {
      type: WEBHOOKS[news],
      data: webhookData(row),
    });
  }
}

/** Nothing of a lead, and no user. */
function webhookData(row: AlertRow): WebhookEventData {
  const { subject, acknowledged, id, ...alert } = toAlert(row);
  return {
    alert_id: id,
    ...alert,
    subject_type: subject.type,
    subject_name: subject.name,
    subject_title: subject.title,
    provider_mode: subject.provider_mode,
    acknowledged: acknowledged !== null,
  };
}
