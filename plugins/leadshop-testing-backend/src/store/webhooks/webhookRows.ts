/* What is stored of endpoints and deliveries, and how the API shows deliveries. */
import {
  DeliveryStatus,
  WebhookDelivery,
  WebhookDisabledReason,
  WebhookEventType,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** A row of `webhooks`. */
export interface WebhookRow {
  id: string;
  url: string;
  description: string;
  event_types: WebhookEventType[];
  enabled: boolean;
  disabled_reason: WebhookDisabledReason | null;
  disabled_at: Date | null;
  key_id: string;
  nonce: Buffer;
  sealed: Buffer;
  previous_key_id: string | null;
  previous_nonce: Buffer | null;
  previous_sealed: Buffer | null;
  previous_until: Date | null;
  secret_changed_at: Date;
  failing_since: Date | null;
  last_success_at: Date | null;
  last_failure_at: Date | null;
  resting_until: Date | null;
  version: number;
  created_by: string;
  created_at: Date;
  updated_by: string;
  updated_at: Date;
}

/** A delivery with the type of its event. */
export interface DeliveryRow {
  id: string;
  webhook_id: string;
  event_id: string;
  type: string;
  status: DeliveryStatus;
  attempts: number;
  next_attempt_at: Date;
  last_attempt_at: Date | null;
  duration: number | null;
  response_status: number | null;
  error: string | null;
  created_at: Date;
  ended_at: Date | null;
}

/** Columns of a delivery `d` with its event `e`. */
export const DELIVERY_COLUMNS = `d.id, d.webhook_id, d.event_id, e.type, d.status,
  d.attempts, d.next_attempt_at, d.last_attempt_at, d.duration, d.response_status,
  d.error, d.created_at, d.ended_at`;

/** The header `webhook-id` of an event: without dots, as signing asks for. */
export function messageId(eventId: string): string {
  return `msg_${eventId}`;
}

/** A delivery as the API shows it. */
export function toDelivery(row: DeliveryRow): WebhookDelivery {
  const { id, webhook_id, type, status, attempts, duration } = row;
  return {
    id,
    webhook_id,
    message_id: messageId(row.event_id),
    type,
    status,
    attempts,
    next_attempt_at:
      status === 'pending' ? row.next_attempt_at.toISOString() : null,
    last_attempt_at: row.last_attempt_at?.toISOString() ?? null,
    duration,
    response_status: row.response_status,
    error: row.error,
    created_at: row.created_at.toISOString(),
    ended_at: row.ended_at?.toISOString() ?? null,
  };
}
