/* What deletes that which is too old: when it ran, what it deleted, when again. */
import { z } from 'zod';

const time = z.iso.datetime({ offset: true });
const milliseconds = z.int().min(0);

/** A run of the retention. @public */
export const retentionRunSchema = z
  .object({
    started_at: time,
    /** Null: it is running. */
    ended_at: time.nullable(),
    /** Who asked for it; null: the schedule. */
    requested_by: z.string().nullable(),
    /**
     * `interrupted`: its time was over or its replica was stopped, and the next
     * run goes on; `failed`: the log of the backend says why; `lost`: its replica
     * was killed.
     */
    outcome: z.enum(['running', 'finished', 'interrupted', 'failed', 'lost']),
    /** Rows by what they were; null: running, failed or lost, so not counted. */
    deleted: z.record(z.string(), z.int().min(0)).nullable(),
  })
  .meta({ id: 'RetentionRun' });
/** A run of the retention. @public */
export type RetentionRun = z.infer<typeof retentionRunSchema>;

/** Answer of `GET /retention`. @public */
export const retentionStatusSchema = z
  .object({
    /** The run that is under way, or else the last one; null: there was none. */
    last_run: retentionRunSchema.nullable(),
    /**
     * The newest first: those that deleted anything, that somebody asked for, or
     * that did not end well; and the last one.
     */
    recent_runs: z.array(retentionRunSchema),
    /** When the schedule runs it again; null: it has not run yet. */
    next_run_at: time.nullable(),
    /** What is in force. */
    settings: z.object({
      /** False: tests go a minute after their end. */
      history_enabled: z.boolean(),
      history_retention_ms: milliseconds,
      /** The audit trail has its own retention, and goes by whole months. */
      audit_retention_ms: milliseconds,
      /** How often the schedule runs it. */
      every_ms: milliseconds,
    }),
    timestamp: time,
  })
  .meta({ id: 'RetentionStatus' });
/** Answer of `GET /retention`. @public */
export type RetentionStatus = z.infer<typeof retentionStatusSchema>;
