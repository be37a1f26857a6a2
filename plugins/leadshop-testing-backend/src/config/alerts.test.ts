import { ConfigReader } from '@backstage/config';
import { readLeadshopTestingConfig } from './readConfig';

function read(alerts?: object) {
  return readLeadshopTestingConfig(
    new ConfigReader({ leadshopTesting: { ...(alerts && { alerts }) } }),
    {},
  ).alerts;
}

const rule = (fields: object) => ({
  rules: [{ name: 'A rule', kind: 'component_down', ...fields }],
});

it('looks every half minute, by the built-in rules, when nothing is written', () => {
  expect(read()).toEqual({
    enabled: true,
    intervalMs: 30_000,
    retentionMs: 90 * 86_400_000,
    rules: undefined,
  });
  expect(read({ rules: [] }).rules).toEqual([]);
});

it('reads rules of each kind, and fills in the rest', () => {
  const { rules } = read({
    rules: [
      {
        name: 'Down',
        kind: 'component_down',
        components: ['s3-storage'],
        for: '10m',
        severity: 'critical',
        recipients: ['group:default/on-call'],
      },
      { name: 'Rate', kind: 'success_rate', below: '75', tests: 20 },
      {
        name: 'Queue',
        kind: 'queue_age',
        queue: 'single',
        olderThan: { minutes: 4 },
      },
      {
        name: 'Row',
        kind: 'failures_in_row',
        per: 'component',
        failures: 5,
        providerMode: 'live',
        enabled: false,
      },
    ],
  });
  expect(rules?.map(({ condition }) => condition)).toEqual([
    { kind: 'component_down', components: ['s3-storage'] },
    {
      kind: 'success_rate',
      per: 'pipeline',
      test_type: null,
      components: null,
      provider_mode: null,
      below: 75,
      resolve_above: 80,
      tests: 20,
    },
    {
      kind: 'queue_age',
      tests: 'single',
      older_than_ms: 240_000,
      resolve_below_ms: 120_000,
    },
    {
      kind: 'failures_in_row',
      per: 'component',
      components: null,
      provider_mode: 'live',
      failures: 5,
      successes: 2,
    },
  ]);
  expect(rules?.[0]).toMatchObject({
    for_ms: 600_000,
    resolve_after_ms: 120_000,
    severity: 'critical',
    source: 'app-config',
    source_path: 'leadshopTesting.alerts.rules[0]',
  });
  expect(rules?.[3].enabled).toBe(false);
  // The same rule is the same wherever it stands in the list
  expect(read(rule({ name: 'Row' })).rules?.[0].id).toBe(rules?.[3].id);
});

it.each([
  [{ interval: '1s' }, /alerts\.interval: write between 5 seconds/],
  [{ retention: '1h' }, /alerts\.retention: write at least/],
  [{ rule: [] }, /alerts\.rule: unknown setting/],
  [{ rules: [{ kind: 'queue_age' }] }, /rules\.0\.name: missing/],
  [rule({ kind: 'weather' }), /rules\.0\.kind/],
  [rule({ forever: true }), /rules\.0\.forever: unknown setting/],
  [rule({ below: 3 }), /rules\.0\.below: a rule of this kind has no such/],
  [rule({ components: ['s4'] }), /rules\.0\.components\.0/],
  [rule({ recipients: ['ann'] }), /rules\.0\.recipients\.0: must be an entity/],
  [
    rule({ recipients: ['component:default/a'] }),
    /rules\.0\.recipients\.0: must be a user or a group/,
  ],
  [rule({ for: 'long' }), /rules\.0\.for: not a duration/],
  [rule({ for: { days: 2 } }), /rules\.0\.for: /],
  [rule({ kind: 'queue_age' }), /rules\.0\.olderThan: missing/],
  [
    rule({ kind: 'queue_age', olderThan: '1m', resolveBelow: '2m' }),
    /rules\.0\.resolveBelow: must not be more than olderThan/,
  ],
  [
    rule({ kind: 'success_rate', below: 80, resolveAbove: 70 }),
    /rules\.0\.resolveAbove: must not be less than below/,
  ],
  [rule({ kind: 'success_rate', below: 80, per: 'all' }), /rules\.0\.per/],
  [
    { rules: [...rule({}).rules, ...rule({}).rules] },
    /rules\.1\.name: the rule before it at 0 is called 'A rule', too/,
  ],
])('refuses %j', (alerts, problem) => {
  expect(() => read(alerts)).toThrow(problem);
});
