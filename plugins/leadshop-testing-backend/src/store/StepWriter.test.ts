import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import {
  endedStep,
  migrated,
  storeTest,
  transition,
} from '../__testUtils__/storedTests';
import { storable } from './storable';
import { StepWriter } from './StepWriter';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let knex: Knex;
beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
});

/** A writer whose statements can be seen. */
function watched() {
  const statements: string[] = [];
  const onQuery = ({ sql }: { sql: string }) => {
    if (sql.includes('jsonb_to_recordset')) statements.push(sql);
  };
  knex.on('query', onQuery);
  const onStored = jest.fn();
  const writer = new StepWriter(knex, onStored);
  return {
    writer,
    onStored,
    statements,
    done: () => knex.removeListener('query', onQuery),
  };
}

const running = (fields = {}) =>
  storeTest(knex, { status: 'running', ...fields });
const rowOf = (id: string) => knex('test_executions').where({ id }).first();
const stepsOf = (id: string) =>
  knex('test_step_results').where({ execution_id: id }).orderBy('step_number');
const eventsOf = (id: string) =>
  knex('feed_events').where({ test_id: id }).orderBy('id');

/** Several tests, whose transitions go together. */
function several(count: number, fields = {}): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, () => running(fields)));
}

describe('StepWriter', () => {
  it('stores a step as it is, with the event that tells of it', async () => {
    const id = await running();
    const step = endedStep(1, {
      status: 'failed',
      fault: 'vendor',
      attempts: [
        {
          number: 1,
          started_at: '2026-01-01T00:00:00.000Z',
          duration: 7,
          error: 'The vendor said no',
          fault: 'vendor',
          retry_in: null,
        },
      ],
      details: { found: [1, 'two', null], 'a "name"': { deep: true } },
      personal: { email: 'ann@shop.example' },
      warnings: ['slow'],
      error: 'The vendor said no',
      artifacts: [
        {
          name: 'a.png',
          key: 'tests/a.png',
          title: 'A',
          content_type: 'image/png',
          size: 3,
          sha256: 'ff',
          personal: false,
        },
      ],
    });
    const { writer, onStored, done } = watched();
    await expect(writer.write(transition(id, [step]))).resolves.toBe(true);
    done();

    const [{ execution_id, kept_from, started_at, timestamp, ...row }] =
      await stepsOf(id);
    expect({
      ...row,
      started_at: started_at.toISOString(),
      timestamp: timestamp.toISOString(),
    }).toEqual(step);
    expect([execution_id, kept_from]).toEqual([id, null]);
    expect(await rowOf(id)).toMatchObject({
      current_step: 1,
      step_states: { first: 'failed' },
      provider_mode: 'sandbox',
    });
    const [event] = await eventsOf(id);
    expect(event).toMatchObject({
      channel: 'test',
      type: 'test_update',
      payload: {
        kind: 'step_finished',
        attempt: 1,
        message: 'Step 1 ended',
        step: { step_name: 'first', status: 'failed' },
      },
    });
    expect(JSON.stringify(event.payload)).not.toContain('ann@shop.example');
    expect(onStored).toHaveBeenCalledTimes(1);
  });

  it('tells a step that was stopped at work from one that was skipped', async () => {
    const id = await running();
    const writer = new StepWriter(knex, () => {});
    const skipped = { status: 'skipped' as const, fault: null };
    await writer.write(
      transition(id, [
        endedStep(1),
        endedStep(2, { ...skipped, started_at: '2026-01-01T00:00:00.000Z' }),
        endedStep(3, { ...skipped, started_at: null }),
      ]),
    );
    expect((await rowOf(id)).step_states).toEqual({
      first: 'success',
      second: 'stopped',
      third: 'skipped',
    });
    // The wire knows no such status of a step
    expect((await stepsOf(id)).map(({ status }) => status)).toEqual([
      'success',
      'skipped',
      'skipped',
    ]);
  });

  it('stores the figures, and keeps those that a later step says nothing of', async () => {
    const id = await running();
    const writer = new StepWriter(knex, () => {});
    await writer.write(
      transition(id, [endedStep(1)], {
        figures: {
          score: 72.5,
          tier: 'B',
          revenue_impact: 12_345.67,
          revenue_currency: 'USD',
        },
      }),
    );
    await writer.write(
      transition(id, [endedStep(2)], { figures: { spam_score: 1.25 } }),
    );
    await writer.write(transition(id, [endedStep(3)]));
    expect(await rowOf(id)).toMatchObject({
      score: '72.50',
      tier: 'B',
      revenue_impact: '12345.67',
      revenue_currency: 'USD',
      spam_score: '1.25',
      current_step: 3,
    });
  });

  it.each([
    ['live', ['live', null], 'live'],
    ['sandbox as soon as one step was', ['live', 'sandbox', 'live'], 'sandbox'],
    ['unknown while no vendor was called', [null], null],
  ] as const)('calls a test %s', async (_, modes, expected) => {
    const id = await running();
    const writer = new StepWriter(knex, () => {});
    for (const [i, provider_mode] of modes.entries()) {
      await writer.write(transition(id, [endedStep(i + 1, { provider_mode })]));
    }
    expect((await rowOf(id)).provider_mode).toBe(expected);
  });

  it('shows a step that runs in the snapshot, and does not count it', async () => {
    const id = await running();
    const writer = new StepWriter(knex, () => {});
    const { events } = transition(id, [endedStep(2)]);
    const [{ step }] = events;
    await writer.write(
      transition(id, [endedStep(1)], {
        events: [
          {
            kind: 'step_started',
            message: 'Step 2 started',
            step: { ...step, status: 'running' },
          },
        ],
      }),
    );
    expect(await rowOf(id)).toMatchObject({
      current_step: 1,
      step_states: { first: 'success', second: 'running' },
    });
    expect((await stepsOf(id)).map(s => s.step_name)).toEqual(['first']);
  });

  it('keeps the events of a transition in order', async () => {
    const id = await running();
    const writer = new StepWriter(knex, () => {});
    const [event] = transition(id, [endedStep(1)]).events;
    const messages = Array.from({ length: 50 }, (_, i) => `No. ${i}`);
    await writer.write(
      transition(id, [], {
        events: messages.map(message => ({ ...event, message })),
      }),
    );
    expect((await eventsOf(id)).map(row => row.payload.message)).toEqual(
      messages,
    );
  });

  describe('fences', () => {
    it('an older attempt writes nothing, while its neighbours are stored', async () => {
      const [first, fenced, other] = await several(3, { attempt: 2 });
      const { writer, statements, done } = watched();
      const now = { attempt: 2 };
      const results = await Promise.all([
        writer.write(transition(first, [endedStep(1)], now)),
        writer.write(
          transition(fenced, [endedStep(1)], {
            attempt: 1,
            figures: { score: 5 },
          }),
        ),
        writer.write(transition(other, [endedStep(1)], now)),
        writer.write(transition(first, [endedStep(2)], now)),
      ]);
      done();
      expect(results).toEqual([true, false, true, true]);
      expect(statements).toHaveLength(1);
      expect(await stepsOf(fenced)).toEqual([]);
      expect(await eventsOf(fenced)).toEqual([]);
      expect(await rowOf(fenced)).toMatchObject({
        current_step: 0,
        score: null,
      });
      expect((await rowOf(fenced)).step_states).toEqual({});
      expect(await stepsOf(other)).toHaveLength(1);
      expect(await eventsOf(other)).toHaveLength(1);
    });

    it('two attempts of one test in one write: the newer one alone', async () => {
      const [first, contested] = await several(2, { attempt: 2 });
      const { writer, statements, done } = watched();
      const results = await Promise.all([
        writer.write(transition(first, [endedStep(1)], { attempt: 2 })),
        writer.write(
          transition(contested, [endedStep(1, { error: 'old' })], {
            attempt: 1,
          }),
        ),
        writer.write(
          transition(contested, [endedStep(1, { error: 'new' })], {
            attempt: 2,
          }),
        ),
      ]);
      done();
      expect(results).toEqual([true, false, true]);
      expect(statements).toHaveLength(1);
      expect((await stepsOf(contested)).map(s => s.error)).toEqual(['new']);
    });

    it.each(['pending', 'success', 'cancelled'])(
      'a test that is %s takes no results',
      async status => {
        const id = await storeTest(knex, { status, attempt: 1 });
        const writer = new StepWriter(knex, () => {});
        await expect(
          writer.write(transition(id, [endedStep(1)])),
        ).resolves.toBe(false);
        expect(await stepsOf(id)).toEqual([]);
      },
    );
  });

  it('takes what there is to store when its turn comes', async () => {
    const id = await running();
    const writer = new StepWriter(knex, () => {});
    const noted = [endedStep(1)];
    const written = writer.write(() => transition(id, noted));
    noted.push(endedStep(2));
    await expect(written).resolves.toBe(true);
    expect((await stepsOf(id)).map(s => s.step_name)).toEqual([
      'first',
      'second',
    ]);
  });

  describe('the end of a test', () => {
    const SUCCESS = {
      status: 'success',
      failure_reason: null,
      error_message: null,
      success_rate: 100,
    } as const;
    const FAILED = {
      status: 'failed',
      failure_reason: 'step',
      error_message: 'Failed at step 3 (Step 3).',
      success_rate: 66.67,
    } as const;

    it('is stored and told with its last step, its neighbours go on', async () => {
      const [ended, failed, other] = await several(3);
      const writer = new StepWriter(knex, () => {});
      await Promise.all([
        writer.write(transition(ended, [endedStep(3)], { end: SUCCESS })),
        writer.write(transition(failed, [endedStep(3)], { end: FAILED })),
        writer.write(transition(other, [endedStep(1)])),
      ]);
      expect(await rowOf(ended)).toMatchObject({
        status: 'success',
        success_rate: '100.00',
        execution_time: expect.any(Number),
        completed_at: expect.any(Date),
      });
      expect(await rowOf(failed)).toMatchObject({
        status: 'failed',
        failure_reason: 'step',
        error_message: 'Failed at step 3 (Step 3).',
        success_rate: '66.67',
      });
      expect(await rowOf(other)).toMatchObject({
        status: 'running',
        completed_at: null,
        success_rate: null,
      });
      expect(
        (await eventsOf(failed)).map(({ type, payload }) => [
          type,
          payload.kind,
          payload.message,
        ]),
      ).toEqual([
        ['test_update', 'step_finished', 'Step 3 ended'],
        ['test_completed', 'ended', 'Failed at step 3 (Step 3).'],
      ]);
      expect(await eventsOf(other)).toHaveLength(1);
      const history = await knex('test_history')
        .pluck('test_id')
        .whereIn('test_id', [ended, failed, other]);
      expect(history.sort()).toEqual([ended, failed].sort());
      // It takes nothing more, and does not end again
      await expect(
        writer.write(transition(ended, [], { end: FAILED })),
      ).resolves.toBe(false);
    });

    it('is a cancellation when one was asked for meanwhile', async () => {
      const id = await running({
        cancel_requested_at: knex.fn.now(),
        cancel_requested_by: 'user:default/ann',
      });
      const writer = new StepWriter(knex, () => {});
      await writer.write(transition(id, [endedStep(3)], { end: FAILED }));
      expect(await rowOf(id)).toMatchObject({
        status: 'cancelled',
        failure_reason: null,
        error_message: null,
      });
      expect((await eventsOf(id)).at(-1)?.payload.message).toBe('Cancelled');
    });

    it('leaves several tests of one lead with the right status of it', async () => {
      const [lead] = await knex('leads')
        .insert({
          id: knex.raw('gen_random_uuid()'),
          website_url: 'https://shop.example',
          status: 'processing',
          active_tests: 3,
        })
        .returning('id');
      const [a, b, last] = await several(3, { lead_id: lead.id });
      const writer = new StepWriter(knex, () => {});
      const end = (id: string) =>
        writer.write(transition(id, [endedStep(3)], { end: SUCCESS }));
      await Promise.all([end(a), end(b)]);
      const leadNow = () =>
        knex('leads').first('status', 'active_tests').where({ id: lead.id });
      expect(await leadNow()).toEqual({
        status: 'processing',
        active_tests: 1,
      });
      await end(last);
      expect(await leadNow()).toEqual({ status: 'completed', active_tests: 0 });
    });
  });

  it('merges what one test has waiting', async () => {
    const [first, id] = await several(2);
    const { writer, statements, done } = watched();
    const [started] = transition(id, [endedStep(2)]).events;
    const results = await Promise.all([
      writer.write(transition(first, [endedStep(1)])),
      writer.write(
        transition(id, [endedStep(1)], {
          figures: { score: 10, tier: 'C' },
          events: [
            ...transition(id, [endedStep(1)]).events,
            {
              ...started,
              kind: 'step_started',
              step: { ...started.step, status: 'running' },
            },
          ],
        }),
      ),
      writer.write(transition(id, [endedStep(2)], { figures: { score: 20 } })),
    ]);
    done();
    expect(results).toEqual([true, true, true]);
    expect(statements).toHaveLength(1);
    expect(await rowOf(id)).toMatchObject({
      current_step: 2,
      step_states: { first: 'success', second: 'success' },
      score: '20.00',
      tier: 'C',
    });
    expect((await stepsOf(id)).map(s => s.step_name)).toEqual([
      'first',
      'second',
    ]);
    expect(
      (await eventsOf(id)).map(({ payload: p }) => [p.kind, p.step.step_name]),
    ).toEqual([
      ['step_finished', 'first'],
      ['step_started', 'second'],
      ['step_finished', 'second'],
    ]);
  });

  it('stores hundreds of tests in a few statements, none lost', async () => {
    const ids = await Promise.all(Array.from({ length: 450 }, () => running()));
    const { writer, statements, done } = watched();
    const results = await Promise.all(
      ids.map(id => writer.write(transition(id, [endedStep(1)]))),
    );
    done();
    expect(results.every(stored => stored)).toBe(true);
    expect(statements.length).toBeLessThan(20);
    const [{ count }] = await knex('test_step_results')
      .whereIn('execution_id', ids)
      .count();
    expect(Number(count)).toBe(450);
  });

  it('rejects all that wait when the database refuses, and goes on afterwards', async () => {
    const [first, second, third] = await several(3);
    const { writer, onStored, done } = watched();
    // Somebody holds the row; when the statement waits for it, it is ended
    const blocker = await knex.transaction();
    await blocker('test_executions').where({ id: second }).forUpdate().first();
    await expect(writer.write(transition(first, [endedStep(1)]))).resolves.toBe(
      true,
    );
    const waiting = [
      writer.write(transition(second, [endedStep(1)])),
      writer.write(transition(third, [endedStep(1)])),
    ];
    await endWaitingStatement();
    await expect(Promise.allSettled(waiting)).resolves.toEqual([
      expect.objectContaining({ status: 'rejected' }),
      expect.objectContaining({ status: 'rejected' }),
    ]);
    await blocker.rollback();
    expect(onStored).toHaveBeenCalledTimes(1);
    expect(await stepsOf(third)).toEqual([]);

    await expect(writer.write(transition(third, [endedStep(1)]))).resolves.toBe(
      true,
    );
    done();
  });

  it('lets nobody suffer for a neighbour that cannot be stored', async () => {
    const [first, second, third] = await several(3);
    const writer = new StepWriter(knex, () => {});
    const bad = { figures: { score: 1_000 } };
    const results = await Promise.allSettled([
      writer.write(transition(first, [endedStep(1)])),
      writer.write(transition(second, [endedStep(1)], bad)),
      writer.write(transition(third, [endedStep(1)])),
      writer.write(transition(third, [endedStep(2)])),
    ]);
    expect(results.map(r => r.status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(await stepsOf(second)).toEqual([]);
    expect((await stepsOf(third)).map(s => s.step_name)).toEqual([
      'first',
      'second',
    ]);
  });

  it('stores what sites send once it has been made storable', async () => {
    const id = await running();
    const writer = new StepWriter(knex, () => {});
    const dirty = { title: 'a\u0000b\uD83D', ['\uDE00']: ['\u0000'] };
    await expect(
      writer.write(transition(id, [endedStep(1, { details: dirty })])),
    ).rejects.toThrow();
    await expect(
      writer.write(
        transition(id, [endedStep(1, { details: storable(dirty) })]),
      ),
    ).resolves.toBe(true);
    expect((await stepsOf(id))[0].details).toEqual({
      title: 'ab\uFFFD',
      '\uFFFD': [''],
    });
  });
});

/** Cancels the writer's statement as soon as it waits for a lock. */
async function endWaitingStatement(): Promise<void> {
  for (;;) {
    const { rows } = await knex.raw(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'
         AND query LIKE '%jsonb_to_recordset%' AND pid <> pg_backend_pid()`,
    );
    if (rows.length > 0) return;
  }
}
