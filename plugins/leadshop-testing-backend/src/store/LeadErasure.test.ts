import { randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import {
  endedStep,
  migrated,
  storeTest,
  transition,
} from '../__testUtils__/storedTests';
import { QueueProbe } from '../queue/QueueProbe';
import {
  addTestJob,
  ERASE_OBJECTS,
  PRIORITY,
  QUEUE_SCHEMA,
} from '../queue/queueSql';
import { RunningTests } from '../queue/RunningTests';
import { TestQueue } from '../queue/TestQueue';
import { ExecutionStore } from './ExecutionStore';
import { LeadErasure } from './LeadErasure';
import { StepWriter } from './StepWriter';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const ANN = 'user:default/ann';
const unrecorded = async () => {};
const STRAGGLERS_MS = 600_000;

const PERSON = {
  contact_name: 'Maria Lopez',
  email: 'office@sunrise.example',
  phone: '+15125550142',
  notes: 'Call in the morning',
};
const BUSINESS = {
  business_name: 'Sunrise Dental',
  website_url: 'https://sunrise.example',
  industry: 'Dental',
};

let knex: Knex;
let queue: TestQueue;
let onChange: jest.Mock;
let erasure: LeadErasure;

beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  queue = await TestQueue.create({
    knex,
    logger: mockServices.logger.mock(),
    concurrency: 1,
    gracePeriodMs: 0,
    running: new RunningTests(),
    probe: new QueueProbe(knex),
    runTest: async () => {},
  });
  onChange = jest.fn();
  erasure = new LeadErasure({ knex, stragglersMs: STRAGGLERS_MS, onChange });
});
afterEach(() => queue.stop());

async function storeLead(fields: Record<string, unknown> = {}) {
  const id = randomUUID();
  await knex('leads').insert({
    id,
    ...BUSINESS,
    ...PERSON,
    email_key: PERSON.email,
    domain_key: 'sunrise.example',
    name_key: 'sunrise dental',
    ...fields,
  });
  await knex.raw(
    `INSERT INTO lead_search SELECT id, lead_search_text(l) FROM leads l WHERE id = ?`,
    [id],
  );
  return id;
}

const personalTest = (lead_id: string, fields: Record<string, unknown> = {}) =>
  storeTest(knex, {
    lead_id,
    lead_data: { ...BUSINESS, ...PERSON },
    ...fields,
  });

const artifact = (testId: string, name: string, personal: boolean) => ({
  name,
  title: name,
  content_type: 'text/plain',
  size: 1,
  sha256: 'x',
  personal,
  key: `tests/${testId}/second/${name}`,
});

const personalStep = (testId: string) =>
  endedStep(2, {
    personal: { contacts: [PERSON.email] },
    artifacts: [
      artifact(testId, 'mail.eml', true),
      artifact(testId, 'report.pdf', false),
    ],
  });

const storeStep = (testId: string) => {
  const step = personalStep(testId);
  return knex('test_step_results').insert({
    execution_id: testId,
    ...step,
    attempts: '[]',
    warnings: '[]',
    artifacts: JSON.stringify(step.artifacts),
  });
};

async function jobs(): Promise<
  { payload: any; later: boolean; max_attempts: number }[]
> {
  const { rows } = await knex.raw(
    `SELECT j.payload, j.max_attempts, j.run_at > now() AS later
     FROM ${QUEUE_SCHEMA}._private_jobs j
     JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = ? ORDER BY j.run_at`,
    [ERASE_OBJECTS],
  );
  return rows;
}

/** Everything that the plugin's tables hold, as text. */
async function everything(): Promise<string> {
  const { rows: tables } = await knex.raw(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await knex.raw(`SELECT t::text AS row FROM ${name} t`);
    texts.push(...rows.map((row: { row: string }) => `${name} ${row.row}`));
  }
  return texts.join('\n').toLowerCase();
}

async function expectNothingOf(person: Record<string, string>) {
  const all = await everything();
  for (const value of Object.values(person)) {
    expect(
      all.split('\n').filter(row => row.includes(value.toLowerCase())),
    ).toEqual([]);
  }
}

it('blanks the lead everywhere, and leaves what is no personal data', async () => {
  const id = await storeLead();
  const test = await personalTest(id, {
    status: 'success',
    // Callers choose their keys, and some choose the address
    idempotency_key: `run ${PERSON.email}`,
    idempotency_hash: 'hash of all that was sent',
  });
  await storeStep(test);
  await knex('lead_events').insert({
    lead_id: id,
    kind: 'updated',
    user_ref: ANN,
    version: 2,
    changes: JSON.stringify({
      email: { before: 'old@sunrise.example', after: PERSON.email },
      industry: { before: null, after: 'Dental' },
    }),
  });
  expect(await erasure.erase(id, { user_ref: ANN }, unrecorded)).toBe(true);

  await expectNothingOf({ ...PERSON, old: 'old@sunrise.example' });
  const [lead] = await knex('leads').where({ id });
  expect(lead).toMatchObject({
    ...BUSINESS,
    version: 2,
    erased_at: expect.any(Date),
    email_key: null,
    domain_key: null,
    name_key: null,
  });
  const [row] = await knex('test_executions').where({ id: test });
  expect(row).toMatchObject({
    lead_data: BUSINESS,
    status: 'success',
    idempotency_key: null,
    idempotency_hash: null,
  });
  const [step] = await knex('test_step_results').where({ execution_id: test });
  expect(step.personal).toBeNull();
  expect(step.artifacts.map((a: { name: string }) => a.name)).toEqual([
    'report.pdf',
  ]);
  expect(
    await knex('lead_events')
      .select('kind', 'user_ref', 'version', 'changes')
      .where({ lead_id: id })
      .orderBy('id'),
  ).toEqual([
    {
      kind: 'updated',
      user_ref: ANN,
      version: 2,
      changes: { industry: { before: null, after: 'Dental' } },
    },
    { kind: 'erased', user_ref: ANN, version: 2, changes: {} },
  ]);
  expect(await knex('lead_search').where({ lead_id: id })).toEqual([
    { lead_id: id, text: '', created_at: expect.any(Date) },
  ]);
  expect(await jobs()).toEqual([
    {
      payload: { lead_ids: [id], test_ids: [test] },
      later: false,
      max_attempts: 32_767,
    },
  ]);
});

it('deletes the rows of imports that name the lead or an address it ever had', async () => {
  const id = await storeLead();
  const other = await storeLead({
    email: 'b@b.example',
    email_key: 'b@b.example',
  });
  await knex('lead_events').insert({
    lead_id: id,
    kind: 'updated',
    user_ref: ANN,
    version: 2,
    changes: JSON.stringify({
      email: { before: 'Old@sunrise.example', after: PERSON.email },
    }),
  });
  const importId = randomUUID();
  await knex('imports').insert({
    id: importId,
    user_ref: ANN,
    file_name: 'a.csv',
    file_size: 1,
    format: 'csv',
    dry_run: false,
    on_duplicate: 'skip',
    worker_id: 'w',
  });
  const rows = [
    { email_key: PERSON.email },
    { email_key: 'old@sunrise.example' },
    { duplicate_lead_id: id },
    { duplicate_lead_id: other, email_key: 'b@b.example' },
    {},
  ];
  await knex('import_errors').insert(
    rows.map((row, i) => ({
      import_id: importId,
      row: i + 2,
      outcome: 'rejected',
      cells: '[]',
      problems: '[]',
      ...row,
    })),
  );
  await erasure.erase(id, { user_ref: ANN }, unrecorded);
  expect(await knex('import_errors').pluck('row').orderBy('row')).toEqual([
    5, 6,
  ]);
});

it('does nothing to an erased lead, and knows no others', async () => {
  const id = await storeLead();
  const bystander = await storeLead();
  await erasure.erase(id, { user_ref: ANN }, unrecorded);
  expect(await erasure.erase(id, { user_ref: ANN }, unrecorded)).toBe(true);
  expect(await erasure.erase(randomUUID(), { user_ref: ANN }, unrecorded)).toBe(
    false,
  );
  expect(await knex('lead_events').where({ lead_id: id })).toHaveLength(1);
  expect(await knex('leads').first('version').where({ id })).toEqual({
    version: 2,
  });
  expect(await knex('leads').first('email').where({ id: bystander })).toEqual({
    email: PERSON.email,
  });
});

describe('with tests under way', () => {
  it('ends them, and stops those that run', async () => {
    const id = await storeLead({ active_tests: 2, status: 'processing' });
    const waiting = await personalTest(id);
    await addTestJob(knex, waiting, {
      maxAttempts: 3,
      priority: PRIORITY.single,
    });
    const running = await personalTest(id, { status: 'running' });
    await storeStep(running);
    await erasure.erase(id, { user_ref: ANN }, unrecorded);

    expect(
      await knex('test_executions')
        .select('id', 'status', 'cancel_requested_by', 'success_rate')
        .orderBy('success_rate'),
    ).toEqual([
      {
        id: waiting,
        status: 'cancelled',
        cancel_requested_by: ANN,
        success_rate: '0.00',
      },
      {
        id: running,
        status: 'cancelled',
        cancel_requested_by: ANN,
        success_rate: '33.33',
      },
    ]);
    const kinds = async (test_id: string) =>
      (await knex('feed_events').where({ test_id }).orderBy('id')).map(
        event => [event.type, event.payload.kind],
      );
    expect(await kinds(waiting)).toEqual([['test_completed', 'ended']]);
    expect(await kinds(running)).toEqual([
      ['test_update', 'cancel_requested'],
      ['test_completed', 'ended'],
    ]);
    expect(
      await knex('leads').first('status', 'active_tests').where({ id }),
    ).toEqual({
      status: 'new',
      active_tests: 0,
    });
    const { rows: testJobs } = await knex.raw(
      `SELECT key FROM ${QUEUE_SCHEMA}._private_jobs WHERE key IS NOT NULL`,
    );
    expect(testJobs).toEqual([]);
    expect(onChange).toHaveBeenCalled();
    // Again later: whoever runs it may not have heard of it yet
    expect(
      (await jobs()).map(({ payload, later }) => [payload, later]),
    ).toEqual([
      [{ lead_ids: [id], test_ids: [running] }, false],
      [{ lead_ids: [id], test_ids: [running] }, true],
    ]);
  });

  it('lets nothing be stored that comes later', async () => {
    const id = await storeLead({ active_tests: 1, status: 'processing' });
    const test = await personalTest(id, { status: 'running' });
    await erasure.erase(id, { user_ref: ANN }, unrecorded);
    const writer = new StepWriter(knex, () => {});
    expect(await writer.write(transition(test, [personalStep(test)]))).toBe(
      false,
    );
    expect(
      await new ExecutionStore(knex).end(test, 1, {
        status: 'success',
        failure_reason: null,
        error_message: null,
      }),
    ).toBe(false);
    expect(await new ExecutionStore(knex).take(test, 'w')).toBeUndefined();
    await expectNothingOf(PERSON);
  });

  it('blanks what is stored at the same moment, whoever comes first', async () => {
    const writer = new StepWriter(knex, () => {});
    const erased = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const id = await storeLead({ active_tests: 1, status: 'processing' });
        const test = await personalTest(id, { status: 'running' });
        await Promise.all([
          writer.write(transition(test, [personalStep(test)])),
          erasure.erase(id, { user_ref: ANN }, unrecorded),
        ]);
        return id;
      }),
    );
    expect(await knex('leads').whereNull('erased_at')).toEqual([]);
    expect(
      await knex('leads').whereIn('id', erased).whereNull('erased_at'),
    ).toEqual([]);
    await expectNothingOf(PERSON);
  });

  it('gives way to a test that ends at the same moment, without a deadlock', async () => {
    const executions = new ExecutionStore(knex);
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const id = await storeLead({ active_tests: 1, status: 'processing' });
        const test = await personalTest(id, { status: 'running' });
        await Promise.all([
          executions.end(test, 1, {
            status: 'success',
            failure_reason: null,
            error_message: null,
          }),
          erasure.erase(id, { user_ref: ANN }, unrecorded),
        ]);
        const lead = await knex('leads').first('status', 'email').where({ id });
        const { status } = await knex('test_executions')
          .first('status')
          .where({ id: test });
        expect(lead).toEqual({
          status: status === 'success' ? 'completed' : 'new',
          email: null,
        });
      }),
    );
  });
});

it('names the tests whose results a rerun keeps', async () => {
  const id = await storeLead();
  const first = await personalTest(id, { status: 'success' });
  await storeStep(first);
  const rerun = await personalTest(id, { status: 'success', rerun_of: first });
  await storeStep(rerun);
  await knex('test_step_results')
    .where({ execution_id: rerun })
    .update({ kept_from: first });
  // Its time is over; what it left in the bucket is the rerun's now
  await knex('test_executions').where({ id: first }).delete();
  await erasure.erase(id, { user_ref: ANN }, unrecorded);
  const [job] = await jobs();
  expect(job.payload.test_ids.sort()).toEqual([first, rerun].sort());
});
