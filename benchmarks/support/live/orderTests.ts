import { Knex } from 'knex';
import { QUEUE_SCHEMA } from '../../../plugins/leadshop-testing-backend/src/queue/queueSql';
import { userRef } from './people';

/** Users that order tests, in turn. */
const ORDERING = 100;

/** Orders tests of a pipeline that waits for nothing, as the API does. */
export async function orderTests(
  knex: Knex,
  range: { from: number; to: number; users: number },
): Promise<void> {
  const users = Array.from(
    { length: Math.min(ORDERING, range.users) },
    (_, n) => userRef(n),
  );
  await knex.raw(
    `WITH created AS (
       INSERT INTO test_executions (id, test_type, pipeline_version, total_steps, user_ref, lead_data)
       SELECT gen_random_uuid(), 'no_wait', (SELECT id FROM pipeline_versions WHERE name = 'no_wait'),
         12, (:users::text[])[1 + n % cardinality(:users::text[])],
         '{"business_name":"Bench","website_url":"https://bench.example"}'
       FROM generate_series(:from::int, :to::int - 1) n
       RETURNING id, user_ref
     ), logged AS (
       INSERT INTO feed_events (channel, type, test_id, payload)
       SELECT 'test', 'test_update', id,
         jsonb_build_object('kind', 'created', 'attempt', 0, 'message', 'Created', 'step', null, 'user_ref', user_ref)
       FROM created RETURNING test_id
     )
     SELECT count(*) FROM ${QUEUE_SCHEMA}.add_jobs(ARRAY(
       SELECT row('run_test', json_build_object('test_id', test_id), NULL, NULL, 5, test_id::text, 0, NULL)::${QUEUE_SCHEMA}.job_spec
       FROM logged))`,
    { users, from: range.from, to: range.to },
  );
}
