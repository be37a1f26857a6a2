import { z } from 'zod';
import { alertSchema } from './alerts';
import { batchSchema } from './batches';
import { executionSummarySchema, testEventSchema } from './execution';
import { importSummarySchema } from './imports';
import { componentHealthSchema, systemStatusSchema } from './status';

/** The name that both sides of the socket offer as subprotocol. @public */
export const LIVE_PROTOCOL = 'leadshop-testing.v1';

/** Close codes of the socket; the 44xx are ours. @public */
export const LIVE_CLOSE = {
  /** The replica is going away: come back at once. */
  serviceRestart: 1012,
  /** The permissions could not be checked: come back a little later. */
  tryAgainLater: 1013,
  /** The token expired: come back with a new one. */
  tokenExpired: 4401,
  /** The permission was withdrawn. */
  forbidden: 4403,
  /** The reader was too slow: come back with `after`. */
  tooSlow: 4408,
  /** Too many messages. */
  flood: 4429,
} as const;

const uuid =
  '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';

/** A channel's name. @public */
export const channelSchema = z
  .string()
  .max(300)
  .regex(
    new RegExp(
      `^(global|(test|batch|import):${uuid}|entity:[A-Za-z]+:[A-Za-z0-9._-]+/[A-Za-z0-9._-]+)$`,
    ),
    'unknown channel',
  );

/** What a client may send. @public */
export const clientMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('subscribe_test'), test_id: z.uuid() }),
  z.strictObject({
    type: z.literal('subscribe'),
    channels: z.array(channelSchema).min(1).max(100),
    after: z.int().min(0).optional(),
  }),
  z.strictObject({
    type: z.literal('unsubscribe'),
    channels: z.array(channelSchema).min(1).max(100),
  }),
]);
/** What a client may send. @public */
export type ClientMessage = z.infer<typeof clientMessageSchema>;

/** One change inside an `updates` frame. @public */
export const liveUpdateSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('test_update'), payload: executionSummarySchema }),
  z.object({
    type: z.literal('test_completed'),
    payload: executionSummarySchema,
  }),
  z.object({ type: z.literal('system_status'), payload: systemStatusSchema }),
  z.object({
    type: z.literal('component_health'),
    payload: componentHealthSchema,
  }),
  z.object({ type: z.literal('batch_update'), payload: batchSchema }),
  z.object({ type: z.literal('import_update'), payload: importSummarySchema }),
  /** Only on `global`, and only with view_system_metrics. */
  z.object({ type: z.literal('alert_update'), payload: alertSchema }),
]);
/** One change inside an `updates` frame. @public */
export type LiveUpdate = z.infer<typeof liveUpdateSchema>;

/** A test as `test:<id>` shows it: its newest state and what just happened. @public */
export const liveTestSchema = executionSummarySchema.extend({
  event: testEventSchema,
});
/** A test as `test:<id>` shows it. @public */
export type LiveTest = z.infer<typeof liveTestSchema>;

/** What a server sends. @public */
export const serverMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('pong') }),
  z.object({
    type: z.literal('subscribed'),
    channels: z.array(z.string()),
    /** Everything up to this event is known; use it as `after`. */
    id: z.int().min(0),
  }),
  z.object({
    type: z.enum(['test_update', 'test_completed']),
    id: z.int(),
    channel: z.string(),
    payload: liveTestSchema,
  }),
  z.object({
    type: z.literal('updates'),
    id: z.int(),
    channel: z.string(),
    payload: z.array(liveUpdateSchema),
  }),
  z.object({ type: z.literal('resync'), id: z.int(), channel: z.string() }),
  z.object({
    type: z.literal('error'),
    channel: z.string().optional(),
    message: z.string(),
  }),
]);
/** What a server sends. @public */
export type ServerMessage = z.infer<typeof serverMessageSchema>;
