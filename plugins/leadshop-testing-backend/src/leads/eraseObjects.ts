/*
 * Deletes from the bucket what erased leads left there: the second half of an
 * erasure, done by a job that the erasing transaction adds. The rows name only
 * what may stay by then, so everything else below a test goes: also what a try
 * stored that failed later and that no row ever named.
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

/** The task that deletes objects of erased leads. Doing it again is harmless. */
export function eraseObjectsTask(options: {
  knex: Knex;
  objectStore: ObjectStore;
}): QueueTask {
  const { knex, objectStore } = options;
  return async (payload, { signal }) => {
    const { lead_ids, test_ids } = payloadSchema.parse(payload);
    const kept = await keptKeys(knex, lead_ids, test_ids);
    const waiting = [...test_ids];
    const lane = async () => {
      for (let id = waiting.pop(); id; id = waiting.pop()) {
        const keys = await objectStore.list(artifactFolder(id), { signal });
        for (const key of keys) {
          if (!kept.has(key)) await objectStore.delete(key, { signal });
        }
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
  };
}

/** Keys that rows still name. A rerun names objects of the test it repeats. */
async function keptKeys(
  knex: Knex,
  leadIds: string[],
  testIds: string[],
): Promise<Set<string>> {
  const { rows } = await knex.raw(
    `SELECT a.value->>'key' AS key
     FROM test_executions e
     JOIN test_step_results s ON s.execution_id = e.id
     CROSS JOIN LATERAL jsonb_array_elements(s.artifacts) AS a
     WHERE e.lead_id = ANY(?::uuid[]) OR e.id = ANY(?::uuid[])`,
    [leadIds, testIds],
  );
  return new Set((rows as { key: string }[]).map(row => row.key));
}
