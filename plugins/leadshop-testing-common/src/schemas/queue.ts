import { z } from 'zod';
import { storable } from './queries';

const time = z.iso.datetime({ offset: true });
const count = z.int().min(0);

/** Who paused the queue, since when and why. @public */
export const queuePauseSchema = z
  .object({
    since: time,
    /** A user's entity ref, or `service:<subject>`. */
    by: z.string(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'QueuePause' });
/** Who paused the queue, since when and why. @public */
export type QueuePause = z.infer<typeof queuePauseSchema>;

/** What a replica does: see the setting `execution.role`. @public */
export const replicaRoleSchema = z.enum(['all', 'api', 'worker']);
/** What a replica does. @public */
export type ReplicaRole = z.infer<typeof replicaRoleSchema>;

/** A backend that gives signs of life. @public */
export const replicaSchema = z
  .object({
    id: z.string(),
    hostname: z.string(),
    pid: z.int(),
    role: replicaRoleSchema,
    /** Of the plugin; null: an older one, which does not say. */
    version: z.string().nullable(),
    /** Tests that it may run at once; null: an older one, which does not say. */
    capacity: count.nullable(),
    /** Tests that it runs. */
    running: count,
    started_at: time,
    heartbeat_at: time,
    /** False: silent for so long that its tests are given to others. */
    alive: z.boolean(),
  })
  .meta({ id: 'Replica' });
/** A backend that gives signs of life. @public */
export type Replica = z.infer<typeof replicaSchema>;

/** `GET /queue`: what waits, what runs, and who runs it. @public */
export const queueSchema = z
  .object({
    /** Null: tests are taken. */
    paused: queuePauseSchema.nullable(),
    /** Tests that wait. */
    depth: count,
    /** How long the oldest of them has waited, in milliseconds. */
    oldest_age: count.nullable(),
    /** Tests that run, over all replicas. */
    running: count,
    /** Tests that may run at once over all replicas; null: no such limit. */
    max_running: count.nullable(),
    replicas: z.array(replicaSchema),
    timestamp: time,
  })
  .meta({ id: 'Queue' });
/** `GET /queue`. @public */
export type Queue = z.infer<typeof queueSchema>;

/** Body of `POST /queue/pause`. @public */
export const pauseQueueRequestSchema = z.strictObject({
  /** Shown to everybody who sees tests. */
  reason: storable(500).optional(),
});
/** Body of `POST /queue/pause`. @public */
export type PauseQueueRequest = z.input<typeof pauseQueueRequestSchema>;

/** Answer of `POST /queue/pause` and `POST /queue/resume`. @public */
export const queuePausedResponseSchema = z.object({
  paused: queuePauseSchema.nullable(),
});
/** Answer of `POST /queue/pause` and `POST /queue/resume`. @public */
export type QueuePausedResponse = z.infer<typeof queuePausedResponseSchema>;
