/*
 * What became of the tests that were ordered: asked of the database, of S3, of
 * the mailbox and of every watcher, after everything has come to rest. Each
 * finding is a sentence; none means that nothing was lost and nothing doubled.
 */
import { Knex } from 'knex';
import { Sandbox } from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { QUEUE_SCHEMA } from '../../plugins/leadshop-testing-backend/src/queue/queueSql';
import { Order } from './Load';
import { Watcher } from './Watcher';

/** What is wrong, by what it is about. */
export interface Faults {
  tests: string[];
  steps: string[];
  events: string[];
}

/** What was found. */
export interface Findings extends Faults {
  /** How many tests ended how. */
  ends: Record<string, number>;
}

interface AuditedTest {
  id: string;
  test_type: string;
  idempotency_key: string | null;
  status: string;
  failure_reason: string | null;
  error_message: string | null;
  total_steps: number;
  current_step: number;
  results: number;
  ends: number;
  finished: string[] | null;
  objects: string[] | null;
  has_job: boolean;
}

const BUCKET = 'leadshop-testing';

/** Looks at the tests of these orders. */
export async function audit(options: {
  knex: Knex;
  sandbox: Sandbox;
  orders: readonly Order[];
  watchers: readonly Watcher[];
  /** Tests that may end without being judged: a reason that is no loss here. */
  mayFailInside?: (test: { test_type: string }) => boolean;
}): Promise<Findings> {
  const { knex, orders } = options;
  const keys = orders.map(order => order.key);
  const { rows } = await knex.raw(
    `SELECT e.id, e.test_type, e.idempotency_key, e.status, e.failure_reason,
       e.error_message, e.total_steps, e.current_step,
       (SELECT count(*)::int FROM test_step_results s WHERE s.execution_id = e.id) AS results,
       (SELECT count(*)::int FROM feed_events f WHERE f.test_id = e.id
          AND f.payload->>'kind' = 'ended') AS ends,
       (SELECT array_agg(f.payload->'step'->>'step_name') FROM feed_events f
          WHERE f.test_id = e.id AND f.payload->>'kind' = 'step_finished') AS finished,
       (SELECT array_agg(a->>'key') FROM test_step_results s, jsonb_array_elements(s.artifacts) a
          WHERE s.execution_id = e.id) AS objects,
       EXISTS (SELECT FROM ${QUEUE_SCHEMA}._private_jobs j WHERE j.key = e.id::text) AS has_job
     FROM test_executions e WHERE e.idempotency_key = ANY(?)`,
    [keys],
  );
  const tests = rows as AuditedTest[];
  const findings: Findings = { tests: [], steps: [], events: [], ends: {} };
  judgeOrders(tests, orders, findings);
  for (const test of tests) {
    const end = [test.status, test.failure_reason].filter(Boolean).join('/');
    findings.ends[end] = (findings.ends[end] ?? 0) + 1;
    judgeTest(test, options.mayFailInside?.(test) ?? false, findings);
  }
  await judgeObjects(tests, options.sandbox, findings);
  judgeMails(tests, options.sandbox, findings);
  await judgeWatchers(knex, options.watchers, findings);
  return findings;
}

function judgeOrders(
  tests: readonly AuditedTest[],
  orders: readonly Order[],
  findings: Findings,
) {
  const byKey = new Map<string | null, AuditedTest[]>();
  for (const test of tests) {
    byKey.set(test.idempotency_key, [
      ...(byKey.get(test.idempotency_key) ?? []),
      test,
    ]);
  }
  for (const order of orders) {
    const made = byKey.get(order.key) ?? [];
    if (made.length > 1) {
      findings.tests.push(`order ${order.key} made ${made.length} tests`);
    }
    if (made.length === 0) {
      findings.tests.push(
        order.test_id
          ? `test ${order.test_id} was promised and is not there`
          : `order ${order.key} never made a test`,
      );
    } else if (order.test_id && made[0].id !== order.test_id) {
      findings.tests.push(`order ${order.key} was told of another test`);
    }
  }
}

function judgeTest(test: AuditedTest, mayFail: boolean, findings: Findings) {
  const says = (list: keyof Faults, what: string) =>
    findings[list].push(`test ${test.id} (${test.test_type}) ${what}`);
  if (!isFinalStatus(test.status as 'success')) {
    says('tests', `is still ${test.status}`);
    return;
  }
  if (test.ends !== 1) says('tests', `ended ${test.ends} times`);
  if (test.has_job) says('tests', 'has ended and still has a job');
  if (test.failure_reason === 'internal' && !mayFail) {
    says('tests', `failed inside: ${test.error_message}`);
    return;
  }
  if (mayFail) return;
  if (test.status !== 'success' && test.failure_reason !== 'step') {
    says('tests', `ended as ${test.status}: ${test.error_message}`);
  }
  if (test.results !== test.total_steps || test.current_step !== test.results) {
    says(
      'steps',
      `has ${test.results} results and counts ${test.current_step} of ${test.total_steps}`,
    );
  }
  const finished = test.finished ?? [];
  const different = new Set(finished).size;
  if (finished.length !== different) {
    says('steps', `says ${finished.length - different} steps' ends twice`);
  }
  if (different !== test.total_steps) {
    says('steps', `tells of the ends of ${different} steps`);
  }
}

/** Each object of a result is there, and no object is there without a result. */
async function judgeObjects(
  tests: readonly AuditedTest[],
  sandbox: Sandbox,
  findings: Findings,
) {
  const stored = await keysInBucket(sandbox);
  const ended = tests.filter(test => test.failure_reason !== 'internal');
  const ids = new Set(ended.map(test => test.id));
  const meant = new Set(ended.flatMap(test => test.objects ?? []));
  for (const key of meant) {
    if (!stored.has(key)) findings.steps.push(`object ${key} is lost`);
  }
  const succeeded = new Set(
    ended.filter(test => test.status === 'success').map(test => test.id),
  );
  for (const key of stored) {
    const [, id] = /^tests\/([^/]+)\//.exec(key) ?? [];
    if (id && ids.has(id) && succeeded.has(id) && !meant.has(key)) {
      findings.steps.push(`object ${key} belongs to no result`);
    }
  }
}

async function keysInBucket(sandbox: Sandbox): Promise<Set<string>> {
  const keys = new Set<string>();
  for (let token = ''; ; ) {
    const response = await fetch(
      `${sandbox.httpUrl}/s3/${BUCKET}/?list-type=2&prefix=tests/${
        token && `&continuation-token=${encodeURIComponent(token)}`
      }`,
    );
    const text = await response.text();
    if (!response.ok) throw new Error(`S3 was not listed: ${text}`);
    for (const [, key] of text.matchAll(/<Key>([^<]+)<\/Key>/g)) keys.add(key);
    const next = /<NextContinuationToken>([^<]+)</.exec(text)?.[1];
    if (!next) return keys;
    token = next;
  }
}

function judgeMails(
  tests: readonly AuditedTest[],
  sandbox: Sandbox,
  findings: Findings,
) {
  const mails = new Map<string, number>();
  for (const { messageId = '' } of sandbox.inbox()) {
    mails.set(messageId, (mails.get(messageId) ?? 0) + 1);
  }
  for (const test of tests) {
    if (test.test_type !== 'full_pipeline' || test.status !== 'success') {
      continue;
    }
    const mailed =
      mails.get(`<${test.id}.report_and_email@leadshop-testing>`) ?? 0;
    if (mailed !== 1) {
      findings.steps.push(`test ${test.id} sent ${mailed} mails`);
    }
  }
}

/** Every watcher was told of every event of its tests, once and in order. */
async function judgeWatchers(
  knex: Knex,
  watchers: readonly Watcher[],
  findings: Findings,
) {
  const ids = [...new Set(watchers.flatMap(w => [...w.followed.keys()]))];
  const { rows } = await knex.raw(
    `SELECT test_id, array_agg(id::text ORDER BY id) AS ids FROM feed_events
     WHERE test_id = ANY(?::uuid[]) GROUP BY 1`,
    [ids],
  );
  const stored = new Map(
    (rows as { test_id: string; ids: string[] }[]).map(row => [
      row.test_id,
      row.ids.map(Number),
    ]),
  );
  const { rows: states } = await knex.raw(
    `SELECT id, status, completed_at FROM test_executions WHERE id = ANY(?::uuid[])`,
    [[...new Set(watchers.flatMap(w => [...w.shown.keys()]))]],
  );
  watchers.forEach((watcher, number) => {
    const says = (what: string) =>
      findings.events.push(`watcher ${number} ${what}`);
    for (const [id, { from, events, resynced }] of watcher.followed) {
      if (from === undefined) {
        says(`was never let follow test ${id}`);
        continue;
      }
      if (resynced) says(`had to read test ${id} anew`);
      // What came before the promise was told as well
      const first = Math.min(from + 1, events[0] ?? Infinity);
      const meant = (stored.get(id) ?? []).filter(event => event >= first);
      if (meant.join() !== events.join()) {
        const told = new Set(events);
        says(
          `was told ${events.length} of ${
            meant.length
          } events of test ${id}, missed ${
            meant.filter(event => !told.has(event)).length
          }, twice ${events.length - told.size}`,
        );
      }
    }
    for (const id of watcher.revived) {
      says(`saw test ${id} run after its end`);
    }
    const { resyncedAt = 0 } = watcher;
    for (const { id, status, completed_at: at } of states as {
      id: string;
      status: string;
      completed_at: Date | null;
    }[]) {
      const shown = watcher.shown.get(id);
      const readAnew = at !== null && at.getTime() <= resyncedAt;
      if (shown && shown !== status && !readAnew) {
        says(`shows test ${id} as ${shown}, and it is ${status}`);
      }
    }
  });
}
