/* Alerts on a real database: raised once, resolved once, told with all else. */
import {
  by,
  clear,
  configured,
  DOWN,
  endpoint,
  knex,
  left,
  open,
  replica,
  seen,
  shut,
} from './__testUtils__/alertReplica';

jest.setTimeout(60_000);

beforeAll(open);
afterAll(shut);
beforeEach(clear);

it('is raised once and resolved once, however many replicas look', async () => {
  await endpoint();
  const replicas = Array.from({ length: 4 }, () => replica());
  await replicas[0].adopt([configured(DOWN)]);
  const looks = () =>
    Promise.all(
      [...replicas, ...replicas].map(({ keeper }) => keeper.evaluate()),
    );

  seen('error');
  await looks();
  expect(await left()).toEqual({
    alerts: ['open'],
    feed: ['alert_update'],
    notices: ['raised'],
    webhooks: ['alert.raised'],
  });
  for (const status of ['warning', 'unknown'] as const) {
    seen(status);
    await looks();
  }
  expect((await left()).alerts).toEqual(['open']);
  seen('healthy');
  await looks();
  expect(await left()).toEqual({
    alerts: ['resolved'],
    feed: ['alert_update', 'alert_update'],
    notices: ['raised', 'resolved'],
    webhooks: ['alert.raised', 'alert.resolved'],
  });
  const [{ data }] = await knex('webhook_events').select('data');
  expect(data).toMatchObject({
    kind: 'component_down',
    subject_name: 's3-storage',
    fault: 'vendor',
  });
});

it('leaves nothing when the transaction does not come to its end', async () => {
  await endpoint();
  const { adopt, keeper } = replica();
  await adopt([configured(DOWN)]);
  await knex.raw(
    `ALTER TABLE webhook_events ADD CONSTRAINT refused CHECK (false) NOT VALID`,
  );
  seen('error');
  await expect(keeper.evaluate()).rejects.toThrow('refused');
  expect(await left()).toEqual({
    alerts: [],
    feed: [],
    notices: [],
    webhooks: [],
  });
  await knex.raw(`ALTER TABLE webhook_events DROP CONSTRAINT refused`);
  await keeper.evaluate();
  expect((await left()).webhooks).toEqual(['alert.raised']);
});

it('takes the time as the database has it, and none in which nobody looked', async () => {
  const { adopt, keeper } = replica();
  await adopt([configured(DOWN, { for_ms: 60_000 })]);
  seen('error');
  await keeper.evaluate();
  const earlier = (table: string, column: string, seconds: number) =>
    knex(table).update({
      [column]: knex.raw(`?? - make_interval(secs => ?)`, [column, seconds]),
    });
  await earlier('alert_turns', 'since', 61);
  // For longer than a few rounds nobody has looked
  await earlier('alert_evaluation', 'observed_at', 3_600);
  await keeper.evaluate();
  expect((await left()).alerts).toEqual([]);
  await earlier('alert_turns', 'since', 61);
  await keeper.evaluate();
  expect((await left()).alerts).toEqual(['open']);
});

it.each([
  ['is deleted', [], 'rule_deleted'],
  ['is switched off', [configured(DOWN, { enabled: false })], 'rule_disabled'],
  [
    'has another condition',
    [configured({ ...DOWN, components: ['score-calculator'] })],
    'rule_changed',
  ],
])('resolves the alerts of a rule that %s', async (_, next, resolution) => {
  const { adopt, keeper } = replica();
  await adopt([configured(DOWN)]);
  seen('error');
  await keeper.evaluate();
  await adopt(next);
  await keeper.evaluate();
  expect(await knex('alerts').select('status', 'resolution')).toEqual([
    { status: 'resolved', resolution },
  ]);
  expect((await left()).notices).toEqual(['raised', 'resolved']);
});

it('keeps the alerts of a rule that is only called otherwise, and adopts in vain', async () => {
  const { adopt, keeper, rules } = replica();
  await adopt([configured(DOWN)]);
  seen('error');
  await keeper.evaluate();
  await adopt([configured(DOWN, { severity: 'critical' })]);
  await adopt([configured(DOWN, { severity: 'critical' })]);
  expect((await left()).alerts).toEqual(['open']);
  expect((await rules.list())[0]).toMatchObject({
    version: 2,
    severity: 'critical',
  });
});

it('resolves everything when alerts are switched off', async () => {
  const { adopt, keeper } = replica();
  await adopt([configured(DOWN)]);
  seen('error');
  await keeper.evaluate();
  await replica({ enabled: false }).adopt([configured(DOWN)]);
  expect((await left()).alerts).toEqual(['resolved']);
});

it('tells nobody of what somebody has silenced, and again when that is over', async () => {
  const { desk, adopt, keeper } = replica();
  await adopt([configured(DOWN)]);
  seen('error');
  await keeper.evaluate();
  const [id] = await knex('alerts').pluck('id');
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await desk.acknowledge(id, { until, comment: 'The vendor knows' }, by);
  for (const status of ['healthy', 'error'] as const) {
    seen(status);
    await keeper.evaluate();
  }
  expect((await left()).alerts).toEqual(['resolved', 'open']);
  expect((await left()).notices).toEqual(['raised', 'resolved']);
  expect(
    await knex('alerts').where({ status: 'open' }).first('acknowledged_by'),
  ).toEqual({ acknowledged_by: by.user });

  await knex('alerts').update({ acknowledged_until: knex.fn.now() });
  await keeper.evaluate();
  await keeper.evaluate();
  expect((await left()).notices).toEqual(['raised', 'resolved', 'reminded']);
});

it('forgets alerts that were resolved long ago, and no others', async () => {
  const { adopt, keeper, alerts } = replica();
  await adopt([configured(DOWN)]);
  for (const status of ['error', 'healthy', 'error'] as const) {
    seen(status);
    await keeper.evaluate();
  }
  await alerts.forget(3_600_000);
  expect(await knex('alerts').pluck('status')).toHaveLength(2);
  await knex('alerts')
    .where({ status: 'resolved' })
    .update({ resolved_at: knex.raw(`now() - interval '2 hours'`) });
  await alerts.forget(3_600_000);
  expect(await knex('alerts').pluck('status')).toEqual(['open']);
});
