import {
  channelSchema,
  clientMessageSchema,
  LIVE_CLOSE,
  serverMessageSchema,
} from './live';

const ID = '0b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11';

const summary = {
  id: ID,
  test_type: 'full_pipeline',
  status: 'running',
  user_ref: 'user:default/ann',
  entity_ref: null,
  lead_id: null,
  erased: false,
  batch_id: null,
  rerun_of: null,
  business_name: null,
  website_url: 'https://shop.example',
  current_step: 1,
  total_steps: 12,
  progress: 8.3,
  steps: [],
  provider_mode: 'sandbox',
  success_rate: null,
  failure_reason: null,
  error_message: null,
  score: null,
  tier: null,
  revenue_impact: null,
  revenue_currency: null,
  spam_score: null,
  execution_time: null,
  cancel_requested_at: null,
  created_at: '2026-01-01T00:00:00.000Z',
  started_at: null,
  completed_at: null,
};

describe('channelSchema', () => {
  it.each([
    'global',
    `test:${ID}`,
    `test:${ID.toUpperCase()}`,
    `batch:${ID}`,
    `import:${ID}`,
    'entity:component:default/score-calculator',
  ])('takes %s', channel => {
    expect(channelSchema.safeParse(channel).success).toBe(true);
  });

  it.each([
    '',
    'Global',
    'globally',
    'test:',
    'test:1',
    `test:${ID}x`,
    `tests:${ID}`,
    ` test:${ID}`,
    'entity:score-calculator',
    'entity:component:default/a b',
    `entity:component:default/${'a'.repeat(300)}`,
    7,
  ])('refuses %p', channel => {
    expect(channelSchema.safeParse(channel).success).toBe(false);
  });
});

describe('clientMessageSchema', () => {
  it.each([
    { type: 'ping' },
    { type: 'subscribe_test', test_id: ID },
    { type: 'subscribe', channels: ['global'] },
    { type: 'subscribe', channels: Array(100).fill('global'), after: 0 },
    { type: 'unsubscribe', channels: [`test:${ID}`] },
  ])('takes %j', message => {
    expect(clientMessageSchema.parse(message)).toEqual(message);
  });

  it.each([
    null,
    'ping',
    {},
    { type: 'pong' },
    { type: 'ping', at: 1 },
    { type: 'subscribe_test' },
    { type: 'subscribe_test', test_id: '1' },
    { type: 'subscribe' },
    { type: 'subscribe', channels: 'global' },
    { type: 'subscribe', channels: [] },
    { type: 'subscribe', channels: Array(101).fill('global') },
    { type: 'subscribe', channels: ['else'] },
    { type: 'subscribe', channels: ['global'], after: -1 },
    { type: 'subscribe', channels: ['global'], after: 1.5 },
    { type: 'subscribe', channels: ['global'], after: '7' },
    { type: 'unsubscribe', channels: ['global'], after: 7 },
  ])('refuses %j', message => {
    expect(clientMessageSchema.safeParse(message).success).toBe(false);
  });
});

describe('serverMessageSchema', () => {
  it.each([
    { type: 'pong' },
    { type: 'subscribed', channels: ['global'], id: 0 },
    { type: 'resync', id: 7, channel: 'global' },
    { type: 'error', message: 'Not JSON' },
    { type: 'error', channel: 'global', message: 'Permission required' },
    { type: 'updates', id: 7, channel: 'global', payload: [] },
    {
      type: 'updates',
      id: 7,
      channel: 'global',
      payload: [{ type: 'test_update', payload: summary }],
    },
    {
      type: 'test_update',
      id: 7,
      channel: `test:${ID}`,
      payload: {
        ...summary,
        event: {
          id: 7,
          test_id: ID,
          kind: 'step_started',
          attempt: 1,
          message: 'S3 Storage started',
          step: null,
          created_at: '2026-01-01T00:00:00.000Z',
        },
      },
    },
  ])('describes $type', message => {
    expect(serverMessageSchema.parse(message)).toEqual(message);
  });

  it('carries no field that could hold personal data of the lead', () => {
    const frame = serverMessageSchema.parse({
      type: 'updates',
      id: 7,
      channel: 'global',
      payload: [
        {
          type: 'test_update',
          payload: { ...summary, lead_data: { email: 'ann@shop.example' } },
        },
      ],
    });
    expect(JSON.stringify(frame)).not.toContain('ann@shop.example');
  });
});

it('closes with codes that WebSocket leaves to applications, 1012 and 1013', () => {
  const { serviceRestart, tryAgainLater, ...ours } = LIVE_CLOSE;
  expect([serviceRestart, tryAgainLater]).toEqual([1012, 1013]);
  for (const code of Object.values(ours)) {
    expect(code).toBeGreaterThanOrEqual(4000);
    expect(code).toBeLessThan(5000);
  }
  expect(new Set(Object.values(LIVE_CLOSE)).size).toBe(6);
});
