/*
 * Deletes from the bucket what erased leads, and tests whose time is over, left
 * there: by a job that the transaction adds in which the rows go, so that there
 * is none without the other. The rows name only what may stay by then, so
 * everything else below a test goes: also what a try stored that failed later
 * and that no row ever named.
 */
import { Knex } from 'knex';
import { z } from 'zod';
import { ObjectStore } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { QueueTask } from '../queue/TestQueue';
import { artifactFolder } from '../pipeline/evidence';

const payloadSchema = z.object({
  lead_ids: z.array(z.uuid()),
  test_ids: z.array(z.uuid()),
});

/** Tests that are looked through at once. */
const SIDE_BY_SIDE = 5;

/**
 * The task that deletes objects of erased leads and expired tests. Doing it again
 * is harmless: a replica that is killed in the middle leaves the job to another.
 */
export function eraseObjectsTask(options: {
  knex: Knex;
  objectStore: ObjectStore;
}): QueueTask {
  const { knex, objectStore } = options;
  return async (payload, { signal }) => {
    const { test_ids } = payloadSchema.parse(payload);
    const kept = await keptKeys(knex, test_ids);
    const waiting = [...test_ids];
    const failed = new AbortController();
    const call = { signal: AbortSignal.any([signal, failed.signal]) };
    const lane = async () => {
      for (let id = waiting.pop(); id; id = waiting.pop()) {
        const keys = await objectStore.list(artifactFolder(id), call);
        for (const key of keys) {
          if (!kept.has(key)) await objectStore.delete(key, call);
        }
      }
    };
    const lanes = Array.from({ length: SIDE_BY_SIDE }, lane);
    try {
      await Promise.all(lanes);
    } catch (error) {
      // None may still be at it when the job is tried again
      failed.abort(error);
      await Promise.allSettled(lanes);
      throw error;
    }
  };
}

/** Keys that rows still name. A rerun names objects of the test it repeats. */
async function keptKeys(knex: Knex, testIds: string[]): Promise<Set<string>> {
  const { rows } = await knex.raw(
    `SELECT a.value->>'key' AS key
     FROM test_step_results s
     CROSS JOIN LATERAL jsonb_array_elements(s.artifacts) AS a
     WHERE s.execution_id = ANY(:testIds) OR s.kept_from = ANY(:testIds)`,
    { testIds },
  );
  return new Set((rows as { key: string }[]).map(row => row.key));
}
