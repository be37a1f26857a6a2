/* Alerts as callers of the API and open pages see them. */
import {
  AlertRule,
  AlertRuleList,
  ServerMessage,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { randomUUID } from 'node:crypto';
import {
  Caller,
  databases,
  startBackend,
  TestBackend,
} from '../__testUtils__/backend';
import { AlertRuleStore } from '../store/alerts/AlertRuleStore';
import { AlertStore } from '../store/alerts/AlertStore';
import { announce } from './announce';

jest.setTimeout(120_000);

let backend: TestBackend;
let admin: Caller;

beforeAll(async () => {
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    config: {
      roles: { admin: { members: ['group:default/admins'] } },
      alerts: {
        rules: [
          {
            name: 'From the file',
            kind: 'queue_age',
            olderThan: { minutes: 10 },
          },
        ],
      },
    },
  });
  admin = backend.as('admin');
});

afterAll(() => backend?.stop());

const RULE = {
  name: 'Score is down',
  condition: { kind: 'component_down', components: ['score-calculator'] },
};

const change = (
  path: string,
  method: string,
  etag: string | null,
  body?: unknown,
) =>
  admin.request(path, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(etag && { 'if-match': etag }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

async function newRule(): Promise<{ rule: AlertRule; etag: string }> {
  const { status, body, headers } = await admin.post('/alert-rules', RULE);
  expect(status).toBe(201);
  return { rule: body, etag: headers.get('etag') ?? '' };
}

/** Raises an alert of a rule, as the keeper does. @returns its id */
async function raise(ruleId: string): Promise<string> {
  const { knex } = backend;
  const rule = await new AlertRuleStore(knex).find(ruleId);
  return knex.transaction(async trx => {
    const raised = await new AlertStore(knex).raise(trx, {
      rule: rule!,
      key: `component:score-calculator:${randomUUID()}`,
      subject: {
        type: 'component',
        name: 'score-calculator',
        title: 'Score Calculator',
        provider_mode: 'live',
      },
      message: 'Score Calculator is in error',
      fault: 'vendor',
    });
    await announce(trx, [raised!], 'raised');
    return raised!.id;
  });
}

it('makes rules, fills in what was left out, and shows those of the file', async () => {
  const { rule } = await newRule();
  expect(rule).toMatchObject({
    ...RULE,
    enabled: true,
    severity: 'high',
    for_ms: 300_000,
    resolve_after_ms: 120_000,
    recipients: [],
    source: 'api',
    source_path: null,
    version: 1,
    created_by: admin.userRef,
  });
  const { body } = await admin.get<AlertRuleList>('/alert-rules');
  expect(body.default_recipients).toEqual(['group:default/admins']);
  expect(body.rules.map(({ name }) => name)).toEqual([
    'From the file',
    'Score is down',
  ]);
  expect(body.rules[0]).toMatchObject({
    source: 'app-config',
    source_path: 'leadshopTesting.alerts.rules[0]',
    condition: { older_than_ms: 600_000, resolve_below_ms: 300_000 },
  });
});

it.each([
  [{ kind: 'success_rate', below: 80, resolve_above: 70 }, 'resolve_above'],
  [{ kind: 'success_rate', below: 0 }, 'below'],
  [{ kind: 'success_rate', below: 80, tests: 0 }, 'tests'],
  [
    { kind: 'success_rate', below: 80, components: ['s3-storage'] },
    'components',
  ],
  [
    { kind: 'queue_age', older_than_ms: 60_000, resolve_below_ms: 70_000 },
    'resolve_below_ms',
  ],
  [{ kind: 'failures_in_row' }, 'failures'],
  [{ kind: 'component_down', components: ['nothing'] }, 'components'],
  [{ kind: 'component_down', below: 3 }, 'below'],
])('refuses the condition %j because of %s', async (condition, field) => {
  const { status, body } = await admin.post('/alert-rules', {
    ...RULE,
    condition,
  });
  expect(status).toBe(400);
  expect(body.error.fields[0].field).toContain(`condition.${field}`);
});

it('changes a rule only for who has read its last version', async () => {
  const { rule, etag } = await newRule();
  const path = `/alert-rules/${rule.id}`;
  expect((await change(path, 'PATCH', null, { name: 'A' })).status).toBe(428);
  const { status, body } = await change(path, 'PATCH', etag, { name: 'A' });
  expect([status, body.version]).toEqual([200, 2]);
  const stale = await change(path, 'PATCH', etag, { name: 'B' });
  expect([stale.status, stale.body.error.message]).toEqual([
    412,
    expect.stringContaining('it has version 2, and you read 1'),
  ]);
  // What changes nothing makes no version
  const same = await change(path, 'PATCH', '"2"', { name: 'A' });
  expect(same.body.version).toBe(2);
  expect((await admin.get(path)).headers.get('etag')).toMatch(/^"2-/);
});

it('changes no rule of the file, and says where it is', async () => {
  const { body } = await admin.get<AlertRuleList>('/alert-rules');
  const found = body.rules.find(({ source }) => source === 'app-config');
  const path = `/alert-rules/${found!.id}`;
  for (const answer of [
    await change(path, 'PATCH', '*', { enabled: false }),
    await change(path, 'DELETE', null),
  ]) {
    expect([answer.status, answer.body.error.message]).toEqual([
      409,
      expect.stringContaining('change leadshopTesting.alerts.rules[0] there'),
    ]);
  }
});

it('tries a rule without changing anything', async () => {
  const { rule } = await newRule();
  const before = await backend.knex('alerts').select();
  const { status, body } = await admin.post(`/alert-rules/${rule.id}/test`);
  expect(status).toBe(200);
  expect(body.findings).toEqual([
    expect.objectContaining({
      subject: expect.objectContaining({ name: 'score-calculator' }),
      state: 'unknown',
      would: 'nothing',
      open_alert_id: null,
    }),
  ]);
  expect(await backend.knex('alerts').select()).toEqual(before);
});

it('lists alerts page by page, acknowledges open ones, and resolves those of a rule that goes', async () => {
  const { rule } = await newRule();
  const [first, second] = [await raise(rule.id), await raise(rule.id)];
  const viewer = backend.as('viewer');
  const page = await viewer.get(`/alerts?rule_id=${rule.id}&limit=1`);
  expect(page.body.map((alert: { id: string }) => alert.id)).toEqual([second]);
  expect(page.headers.get('x-total-count')).toBe('2');
  const next = /<.*\/v1(.*)>/.exec(page.headers.get('link') ?? '')?.[1] ?? '';
  expect((await viewer.get(next)).body).toMatchObject([{ id: first }]);

  const until = new Date(Date.now() + 3_600_000).toISOString();
  const acknowledge = (id: string, body?: unknown) =>
    admin.post(`/alerts/${id}/acknowledge`, body);
  expect((await acknowledge(first, { until, comment: 'Known' })).body).toEqual(
    expect.objectContaining({
      acknowledged: {
        by: admin.userRef,
        at: expect.any(String),
        until,
        comment: 'Known',
      },
    }),
  );
  expect((await acknowledge(second)).status).toBe(200);
  const past = await acknowledge(first, { until: '2020-01-01T00:00:00Z' });
  expect(past.status).toBe(400);
  expect((await acknowledge(randomUUID())).status).toBe(404);

  const gone = await change(`/alert-rules/${rule.id}`, 'DELETE', null);
  expect(gone.status).toBe(204);
  const { body: open } = await viewer.get(
    `/alerts?status=open&rule_id=${rule.id}`,
  );
  expect(open).toEqual([]);
  const { body: resolved } = await viewer.get(
    `/alerts?status=resolved&component=score-calculator&severity=high,low&kind=component_down&rule_id=${rule.id}`,
  );
  expect(resolved).toHaveLength(2);
  expect(resolved[0].resolution).toBe('rule_deleted');
  expect((await acknowledge(first)).status).toBe(409);
  expect((await change(`/alert-rules/${rule.id}`, 'DELETE', null)).status).toBe(
    404,
  );
});

it('tells open pages of alerts at once, and after a gap, if they may see the system', async () => {
  const { rule } = await newRule();
  const [sees, sees_not] = [
    await backend.as('viewer').connect(),
    await backend.as('qa_tester').connect(),
  ];
  const alertsIn = (messages: readonly ServerMessage[]) =>
    messages.flatMap(message =>
      message.type === 'updates'
        ? message.payload.flatMap(update =>
            update.type === 'alert_update' ? [update.payload.id] : [],
          )
        : [],
    );
  const tells = (id: string) => (message: ServerMessage) =>
    alertsIn([message]).includes(id);
  const [{ id: start }] = sees_not.messages.flatMap(message =>
    message.type === 'subscribed' ? [message] : [],
  );
  const id = await raise(rule.id);
  await sees.until(tells(id));

  // A replay tells as much
  for (const socket of [sees, sees_not]) {
    socket.send({ type: 'subscribe', channels: ['global'], after: start });
  }
  const again = await raise(rule.id);
  await sees.until(tells(again));
  // What both are told comes after what only one was
  const { test_id } = (
    await backend.as('qa_tester').post('/run-pipeline', {
      lead_data: { website_url: 'https://shop.example' },
    })
  ).body;
  await sees_not.until(
    message =>
      message.type === 'updates' &&
      message.payload.some(
        update =>
          update.type !== 'system_status' &&
          'id' in update.payload &&
          update.payload.id === test_id,
      ),
  );
  expect(alertsIn(sees_not.messages)).toEqual([]);
  await sees.close();
  await sees_not.close();
});
