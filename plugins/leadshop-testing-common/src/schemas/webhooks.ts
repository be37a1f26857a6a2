import { z } from 'zod';
import { boundedList, cursorQuery, storable } from './queries';

const time = z.iso.datetime({ offset: true });
const count = z.int().min(0);

/** Most webhooks that there can be. @public */
export const MAX_WEBHOOKS = 50;

/** Longest time for which the secret before a rotation still signs. @public */
export const MAX_SECRET_OVERLAP_HOURS = 168;

/**
 * What a webhook can be told of. `batch.completed` also tells of a batch that was
 * cancelled, by its `status`.
 *
 * @public
 */
export const WEBHOOK_EVENT_TYPES = [
  'alert.raised',
  'alert.resolved',
  'batch.completed',
  'test.completed',
  'test.failed',
  'component.down',
  'component.recovered',
] as const;

/** What a webhook can be told of. @public */
export const webhookEventTypeSchema = z.enum(WEBHOOK_EVENT_TYPES);
/** What a webhook can be told of. @public */
export type WebhookEventType = z.infer<typeof webhookEventTypeSchema>;

/** The type of the event that `POST /webhooks/{id}/test` sends. @public */
export const WEBHOOK_TEST_EVENT = 'webhook.test';

/** Why a webhook is not sent anything. @public */
export const webhookDisabledReasonSchema = z.enum([
  'by_hand',
  'failing',
  'gone',
]);
/** Why a webhook is not sent anything. @public */
export type WebhookDisabledReason = z.infer<typeof webhookDisabledReasonSchema>;

/**
 * A webhook, without its secret.
 *
 * @public
 */
export const webhookSchema = z
  .object({
    id: z.uuid(),
    url: z.string(),
    description: z.string(),
    event_types: z.array(webhookEventTypeSchema),
    enabled: z.boolean(),
    /**
     * Null while it is enabled; `failing`: for too many days; `gone`: it answered
     * 410.
     */
    disabled_reason: webhookDisabledReasonSchema.nullable(),
    disabled_at: time.nullable(),
    /** Whether its secret can be read with the configured keys. */
    secret_readable: z.boolean(),
    secret_changed_at: time,
    /** Until then the secret before this one signs too; null: it does not. */
    previous_secret_until: time.nullable(),
    /** Of the first failure since the last success; null: it works. */
    failing_since: time.nullable(),
    last_success_at: time.nullable(),
    last_failure_at: time.nullable(),
    pending: count,
    dead_letters: count,
    version: z.int().min(1),
    created_by: z.string(),
    created_at: time,
    updated_by: z.string(),
    updated_at: time,
  })
  .meta({ id: 'Webhook' });
/** A webhook, without its secret. @public */
export type Webhook = z.infer<typeof webhookSchema>;

/** Answer of `GET /webhooks`, the oldest first. @public */
export const webhookListSchema = z
  .object({
    /** Whether there is a key to encrypt secrets with; else none can be made. */
    can_store_secrets: z.boolean(),
    webhooks: z.array(webhookSchema),
  })
  .meta({ id: 'WebhookList' });
/** Answer of `GET /webhooks`. @public */
export type WebhookList = z.infer<typeof webhookListSchema>;

const url = z
  .string()
  .max(2000)
  .transform((text, context) => {
    const parsed = URL.canParse(text) ? new URL(text) : undefined;
    const usable =
      parsed !== undefined &&
      ['http:', 'https:'].includes(parsed.protocol) &&
      !parsed.username &&
      !parsed.password;
    if (usable && parsed.href.length <= 2000) {
      parsed.hash = '';
      return parsed.href;
    }
    context.addIssue({
      code: 'custom',
      message:
        'must be an address such as https://hooks.example.com/leadshop, without user name and password',
    });
    return z.NEVER;
  });
const description = storable(200).trim();
const eventTypes = boundedList(
  webhookEventTypeSchema,
  WEBHOOK_EVENT_TYPES.length,
).transform(types => [...new Set(types)]);

/** Body of `POST /webhooks`. @public */
export const createWebhookRequestSchema = z
  .strictObject({
    url,
    description: description.default(''),
    event_types: eventTypes,
    enabled: z.boolean().default(true),
  })
  .meta({ id: 'CreateWebhookRequest' });
/** Body of `POST /webhooks`. @public */
export type CreateWebhookRequest = z.input<typeof createWebhookRequestSchema>;

/** Body of `PATCH /webhooks/{id}`. @public */
export const updateWebhookRequestSchema = z
  .strictObject({
    url: url.optional(),
    description: description.optional(),
    event_types: eventTypes.optional(),
    enabled: z.boolean().optional(),
  })
  .refine(body => Object.values(body).some(value => value !== undefined), {
    message: 'Send at least one of url, description, event_types and enabled',
  })
  .meta({ id: 'UpdateWebhookRequest' });
/** Body of `PATCH /webhooks/{id}`. @public */
export type UpdateWebhookRequest = z.input<typeof updateWebhookRequestSchema>;

/** Body of `POST /webhooks/{id}/rotate-secret`; it may be left out. @public */
export const rotateWebhookSecretRequestSchema = z
  .strictObject({
    /** For so long the old secret signs too; 0: it ends at once. */
    old_valid_for_hours: z
      .int()
      .min(0)
      .max(MAX_SECRET_OVERLAP_HOURS)
      .default(24),
  })
  .meta({ id: 'RotateWebhookSecretRequest' });
/** Body of `POST /webhooks/{id}/rotate-secret`. @public */
export type RotateWebhookSecretRequest = z.input<
  typeof rotateWebhookSecretRequestSchema
>;

/** A webhook with its new secret, which is told this once. @public */
export const webhookWithSecretSchema = z
  .object({
    webhook: webhookSchema,
    /** `whsec_…`; whoever receives verifies signatures with it. */
    secret: z.string(),
  })
  .meta({ id: 'WebhookWithSecret' });
/** A webhook with its new secret. @public */
export type WebhookWithSecret = z.infer<typeof webhookWithSecretSchema>;

/** `dead`: it is not tried again unless somebody asks for it. @public */
export const deliveryStatusSchema = z.enum(['pending', 'delivered', 'dead']);
/** How far a delivery has come. @public */
export type DeliveryStatus = z.infer<typeof deliveryStatusSchema>;

/** An event on its way to one webhook. @public */
export const webhookDeliverySchema = z
  .object({
    id: z.uuid(),
    webhook_id: z.uuid(),
    /** The header `webhook-id`; the same for each attempt. */
    message_id: z.string(),
    /** One of the event types, or `webhook.test`. */
    type: z.string(),
    status: deliveryStatusSchema,
    attempts: count,
    /** Null when there will be none. */
    next_attempt_at: time.nullable(),
    last_attempt_at: time.nullable(),
    /** Milliseconds of the last attempt. */
    duration: count.nullable(),
    /** Of the last attempt; null: there was no answer. */
    response_status: z.int().nullable(),
    /** Why the last attempt failed. */
    error: z.string().nullable(),
    created_at: time,
    ended_at: time.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
/** An event on its way to one webhook. @public */
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;

/** Query of `GET /webhooks/{id}/deliveries`, the newest first. @public */
export const deliveriesQuerySchema = z.strictObject({
  ...cursorQuery,
  status: deliveryStatusSchema.optional(),
});
/** Query of `GET /webhooks/{id}/deliveries`, parsed. @public */
export type DeliveriesQuery = z.output<typeof deliveriesQuerySchema>;

/** A delivery that was given up, and where it was to go. @public */
export const deadLetterSchema = webhookDeliverySchema
  .extend({
    webhook: z.object({
      url: z.string(),
      description: z.string(),
      enabled: z.boolean(),
    }),
  })
  .meta({ id: 'DeadLetter' });
/** A delivery that was given up. @public */
export type DeadLetter = z.infer<typeof deadLetterSchema>;

/** Query of `GET /dead-letters`, the newest first. @public */
export const deadLettersQuerySchema = z.strictObject({
  ...cursorQuery,
  webhook_id: z.uuid().optional(),
});
/** Query of `GET /dead-letters`, parsed. @public */
export type DeadLettersQuery = z.output<typeof deadLettersQuerySchema>;

/** Answer of `POST /webhooks/{id}/dead-letters/resend`. @public */
export const resendDeadLettersResponseSchema = z
  .object({ resent: count })
  .meta({ id: 'ResendDeadLettersResponse' });
/** Answer of `POST /webhooks/{id}/dead-letters/resend`. @public */
export type ResendDeadLettersResponse = z.infer<
  typeof resendDeadLettersResponseSchema
>;
