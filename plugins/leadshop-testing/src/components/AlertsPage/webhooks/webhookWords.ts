import {
  WEBHOOK_EVENT_TYPES,
  WEBHOOK_TEST_EVENT,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Webhook } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Translate } from '../../../translation';
import type { AnyStatus } from '../../StatusLabel';

/** What a webhook is called: what it is for, or else where it is. */
export function webhookName({
  description,
  url,
}: Pick<Webhook, 'description' | 'url'>): string {
  return description || url;
}

/** An event in words; a newer backend may send more kinds. */
export function eventText(t: Translate, type: string): string {
  const types = [...WEBHOOK_EVENT_TYPES, WEBHOOK_TEST_EVENT] as const;
  const known = types.find(one => one === type);
  return known ? t(`webhooks.event.${known}`) : type;
}

/** How a webhook is. */
export type WebhookState =
  | 'works'
  | 'unused'
  | 'failing'
  | 'by_hand'
  | 'offFailing'
  | 'gone'
  | 'unreadable';

/** The look of each state. */
export const STATE_LOOK: Record<WebhookState, AnyStatus> = {
  works: 'healthy',
  unused: 'unknown',
  failing: 'warning',
  by_hand: 'cancelled',
  offFailing: 'error',
  gone: 'error',
  unreadable: 'error',
};

/** How a webhook is, the gravest first. */
export function stateOf(webhook: Webhook): WebhookState {
  if (!webhook.enabled) {
    return webhook.disabled_reason === 'failing'
      ? 'offFailing'
      : webhook.disabled_reason ?? 'by_hand';
  }
  if (!webhook.secret_readable) {
    return 'unreadable';
  }
  if (webhook.failing_since) {
    return 'failing';
  }
  return webhook.last_success_at ? 'works' : 'unused';
}
