/* What is sent of an event, by https://www.standardwebhooks.com. */
import { Webhook as Signer } from 'standardwebhooks';
import { messageId } from '../store/webhooks/webhookRows';

/** An event as it is stored. */
export interface StoredEvent {
  event_id: string;
  type: string;
  data: Record<string, unknown>;
  occurred_at: Date;
}

/** Where people see what an event tells of. */
const PAGES: readonly [field: string, page: string][] = [
  ['rule_id', 'alerts/raised?status=all&rule='],
  ['test_id', 'tests/'],
  ['batch_id', 'batches/'],
  ['component', 'history?component='],
];

/** The body: the same for each attempt. */
export function bodyOf(event: StoredEvent, portalUrl: string): string {
  const { type, data, occurred_at } = event;
  const url = linkOf(data, portalUrl);
  return JSON.stringify({
    type,
    timestamp: occurred_at.toISOString(),
    data: { ...data, ...(url && { url }) },
  });
}

function linkOf(
  data: StoredEvent['data'],
  portalUrl: string,
): string | undefined {
  const page = PAGES.find(([field]) => typeof data[field] === 'string');
  if (!page) return undefined;
  const [field, path] = page;
  return `${portalUrl}/leadshop-testing/${path}${encodeURIComponent(
    String(data[field]),
  )}`;
}

/** The headers; signed with each of the secrets, anew for each attempt. */
export function headersOf(
  event: StoredEvent,
  body: string,
  { secrets, now }: { secrets: readonly string[]; now: Date },
): Record<string, string> {
  const id = messageId(event.event_id);
  return {
    'content-type': 'application/json',
    'user-agent': 'LeadShop-Testing/1.0 (webhook)',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': secrets
      .map(secret => new Signer(secret).sign(id, now, body))
      .join(' '),
  };
}
