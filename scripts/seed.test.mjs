import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FORGETFUL, startTemporaryCluster } from './postgres/temporary.mjs';

const { Client } = createRequire(import.meta.url)('pg');
const SEED = fileURLToPath(new URL('seed.mjs', import.meta.url));
const DATABASE = 'backstage_plugin_leadshop-testing';

function seed(args, databaseUrl) {
  return spawnSync(process.execPath, [SEED, ...args], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    encoding: 'utf8',
  });
}

describe('yarn seed', () => {
  let cluster;
  let client;

  before(async () => {
    cluster = await startTemporaryCluster(FORGETFUL);
    const { status, stderr } = seed(
      ['--executions', '600', '--leads', '50', '--days', '10'],
      cluster.url,
    );
    assert.equal(status, 0, stderr);
    client = new Client({
      connectionString: cluster.url.replace(/\/postgres$/, `/${DATABASE}`),
    });
    await client.connect();
  });
  after(async () => {
    await client?.end();
    cluster?.stop();
  });

  const one = async sql => (await client.query(sql)).rows[0];

  it('makes as many tests as it is told, all of them over, on days up to now', async () => {
    const found = await one(
      `SELECT count(*)::int AS tests,
         count(*) FILTER (WHERE status = 'success')::int > 300 AS most_succeed,
         count(*) FILTER (WHERE status = 'failed') > 0 AS some_fail,
         count(DISTINCT provider_mode)::int AS modes,
         min(created_at) > now() - interval '10 days' AS not_before,
         max(completed_at) <= now() AS over,
         bool_and(status IN ('success', 'failed', 'cancelled')) AS ended
       FROM test_executions`,
    );
    assert.deepEqual(found, {
      tests: 600,
      most_succeed: true,
      some_fail: true,
      modes: 2,
      not_before: true,
      over: true,
      ended: true,
    });
  });

  it('makes steps that are what their tests say, and nothing that refers to nothing', async () => {
    const { wrong } = await one(
      `SELECT count(*)::int AS wrong FROM test_executions e
       LEFT JOIN leads l ON l.id = e.lead_id
       LEFT JOIN pipeline_versions v ON v.id = e.pipeline_version
       LEFT JOIN batches b ON b.id = e.batch_id
       LEFT JOIN LATERAL (
         SELECT coalesce(jsonb_object_agg(s.step_name, s.status), '{}') AS states,
           count(*) AS steps
         FROM test_step_results s WHERE s.execution_id = e.id) s ON true
       WHERE l.id IS NULL OR v.id IS NULL OR s.states <> e.step_states
         OR s.steps <> e.current_step
         OR (e.status = 'success') <> (e.success_rate = 100)
         OR (b.id IS NULL) <> (e.batch_id IS NULL)`,
    );
    assert.equal(wrong, 0);
    const { scored } = await one(
      `SELECT count(*)::int AS scored FROM test_step_results s
       JOIN test_executions e ON e.id = s.execution_id
       WHERE s.step_name = 'score_calculator' AND s.status = 'success'
         AND e.score IS NOT NULL AND e.revenue_impact > 0
         AND jsonb_array_length(s.details->'contributions') = 5`,
    );
    assert.ok(scored > 300, `${scored} scores`);
    const { leads, imports } = await one(
      `SELECT (SELECT count(*)::int FROM leads) AS leads,
         (SELECT count(*)::int FROM imports) AS imports`,
    );
    assert.deepEqual([leads, imports], [50, 8]);
  });

  it('builds their metrics, and finds them in the history', async () => {
    const { metrics, history } = await one(
      `SELECT (SELECT sum(successful + failed + cancelled)::int FROM metrics_tests
         WHERE span = 'hour') AS metrics,
         (SELECT count(*)::int FROM test_history) AS history`,
    );
    assert.deepEqual([metrics, history], [600, 600]);
  });

  it('adds to what there is', async () => {
    const { status, stdout } = seed(
      ['--executions', '100', '--leads', '10', '--days', '2', '--no-steps'],
      cluster.url,
    );
    assert.equal(status, 0);
    assert.match(stdout, /There are 700 ended tests/);
  });

  it('fills no database on another machine unless told', () => {
    const { status, stderr } = seed(
      ['--executions', '10'],
      'postgresql://ann:secret-1@db.example/portal',
    );
    assert.equal(status, 1);
    assert.match(stderr, /db\.example.*--anywhere/s);
    assert.doesNotMatch(stderr, /secret-1/);
  });

  it('says what it does not understand', () => {
    for (const [args, said] of [
      [[], /--executions 1000000/],
      [['--executions', 'many'], /--executions takes a whole number/],
      [['--executions', '10', '--days', '401'], /--days .* to 400/],
      [['--tests', '10'], /--tests/],
    ]) {
      const { status, stderr } = seed(args, cluster.url);
      assert.equal(status, 1);
      assert.match(stderr, said);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
  });
});
