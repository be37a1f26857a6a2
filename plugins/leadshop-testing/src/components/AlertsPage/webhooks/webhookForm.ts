import { createWebhookRequestSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  UpdateWebhookRequest,
  Webhook,
  WebhookEventType,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Translate } from '../../../translation';

/** What stands in the fields of a webhook. */
export interface WebhookForm {
  url: string;
  description: string;
  event_types: WebhookEventType[];
}

/** The fields, in the order of the dialog. */
export const WEBHOOK_FIELDS = ['url', 'description', 'event_types'] as const;
/** What is wrong with them. */
export type WebhookProblems = Partial<Record<keyof WebhookForm, string>>;

/** What the dialog begins with; a new webhook is told of alerts. */
export function formOf(webhook: Webhook | undefined): WebhookForm {
  return {
    url: webhook?.url ?? '',
    description: webhook?.description ?? '',
    event_types: webhook?.event_types ?? ['alert.raised', 'alert.resolved'],
  };
}

/** What differs from what is stored. */
export function changesOf(
  form: WebhookForm,
  stored: Webhook,
): UpdateWebhookRequest {
  const events = [...form.event_types].sort().join();
  return {
    ...(form.url.trim() !== stored.url && { url: form.url.trim() }),
    ...(form.description.trim() !== stored.description && {
      description: form.description,
    }),
    ...(events !== [...stored.event_types].sort().join() && {
      event_types: form.event_types,
    }),
  };
}

/** What the server would refuse. */
export function problemsOf(t: Translate, form: WebhookForm): WebhookProblems {
  const { error } = createWebhookRequestSchema.safeParse({
    ...form,
    url: form.url.trim(),
  });
  const wrong = new Set(error?.issues.map(({ path }) => path[0]));
  return Object.fromEntries(
    WEBHOOK_FIELDS.filter(field => wrong.has(field)).map(field => [
      field,
      t(`webhooks.form.problem.${field}`),
    ]),
  );
}
