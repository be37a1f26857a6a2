import { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { batchMessage, componentMessage, webhookMessage } from './messages';
import { ComponentNotice } from './notice';

const ID = '0d4cf5c3-5c2f-4f0c-9f1a-3d4f7f3c2b1a';

function batch(fields: Partial<Batch> = {}): Batch {
  return {
    id: ID,
    test_type: 'full_pipeline',
    status: 'completed',
    user_ref: 'user:default/ann',
    entity_ref: null,
    source: 'leads',
    import_id: null,
    rerun_of: null,
    total: 1200,
    counts: { pending: 0, running: 0, success: 1150, failed: 50, cancelled: 0 },
    failing_steps: [
      { step_name: 'pagespeed', title: 'PageSpeed', count: 40 },
      { step_name: 'gbp', title: 'Google profile', count: 10 },
    ],
    progress: 100,
    rate_per_minute: 10,
    eta_seconds: null,
    cancel_requested_at: null,
    created_at: '2026-11-21T10:00:00.000Z',
    completed_at: '2026-11-21T12:05:00.000Z',
    ...fields,
  };
}

const component = (fields: Partial<ComponentNotice> = {}): ComponentNotice => ({
  kind: 'component',
  component: 'pagespeed-integration',
  state: 'down',
  success_rate: 35,
  fault: 'vendor',
  provider_mode: 'live',
  ...fields,
});

it('tells how a batch ended, where most failed and how long it took', () => {
  expect(batchMessage(batch())).toEqual({
    title: 'Batch of 1,200 tests completed: 1,150 passed, 50 failed',
    description: 'Most failed at PageSpeed (40). It took 2 hours, 5 minutes.',
    link: `/leadshop-testing/batches/${ID}`,
    severity: 'normal',
    topic: 'leadshop-testing.batch',
    scope: `batch:${ID}`,
  });
});

it.each([
  [{ success: 10, failed: 0 }, 'low'],
  [{ success: 10, failed: 1 }, 'normal'],
  [{ success: 5, failed: 5 }, 'high'],
  [{ success: 0, failed: 5 }, 'high'],
])('weighs %j as %s', (counts, severity) => {
  expect(
    batchMessage(batch({ counts: { ...batch().counts, ...counts } })).severity,
  ).toBe(severity);
});

it('tells of tests that were cancelled, and of a single one', () => {
  expect(
    batchMessage(
      batch({
        status: 'cancelled',
        total: 1,
        counts: { ...batch().counts, success: 0, failed: 0, cancelled: 1 },
        failing_steps: [],
      }),
    ).title,
  ).toBe('Batch of 1 test cancelled: 0 passed, 0 failed, 1 cancelled');
});

it('tells of a component that fails, and whose fault it was', () => {
  expect(componentMessage(component())).toEqual({
    title: 'PageSpeed Integration is failing',
    description:
      '35 percent of its latest runs in pipeline tests succeeded. The last failure was the fault of an outside service.',
    link: '/leadshop-testing/history?component=pagespeed-integration&status=failed',
    severity: 'high',
    topic: 'leadshop-testing.component',
    scope: 'component:pagespeed-integration',
  });
});

it('says that the sandbox was measured, and what stops everything', () => {
  const message = componentMessage(
    component({ component: 's3-storage', provider_mode: 'sandbox' }),
  );
  expect(message.severity).toBe('critical');
  expect(message.description).toContain('Measured against the sandbox.');
});

it('takes back what it told when the component works again', () => {
  const down = componentMessage(component());
  const up = componentMessage(
    component({ state: 'up', success_rate: 100, fault: null }),
  );
  expect(up).toMatchObject({
    title: 'PageSpeed Integration works again',
    severity: 'normal',
    scope: down.scope,
  });
});

it.each([
  [
    { state: 'down', fault: 'vendor' },
    'Its health checks fail. The last failure was the fault of an outside service.',
  ],
  [{ state: 'down', fault: null }, 'Its health checks fail.'],
  [{ state: 'up', fault: null }, 'Its health checks pass.'],
] as const)('goes by checks where no test was: %j', (fields, words) => {
  expect(
    componentMessage(component({ ...fields, success_rate: null })).description,
  ).toBe(words);
});

it.each([
  ['gone', /gone for good \(410\)\. Delete it, or enable it again/],
  ['failing', /failing for days.*dead letters: enable it again/],
] as const)(
  'tells of a webhook that is sent nothing more: %s',
  (reason, words) => {
    const message = webhookMessage({
      kind: 'webhook',
      webhook_id: ID,
      host: 'hooks.example',
      reason,
    });
    expect(message).toEqual({
      title: 'The webhook to hooks.example was disabled',
      description: expect.stringMatching(words),
      link: '/leadshop-testing/alerts/webhooks',
      severity: 'high',
      topic: 'leadshop-testing.webhook',
      scope: `webhook:${ID}`,
    });
  },
);
