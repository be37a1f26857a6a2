/* What rules see, by table: nothing here needs a database. */
import {
  AlertCondition,
  ComponentHealth,
  ComponentStatus,
  Fault,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { findingsOf, Observation } from './findings';
import { Outcome } from './outcomes';

const AT = new Date('2026-11-22T12:00:00Z');
const MINUTE = 60_000;

const nothing: Observation = {
  at: AT,
  components: [],
  tests: [],
  runs: [],
  queue: { paused: false, single: null, all: null },
};

/** `+` succeeded; `-` failed for no known reason; a letter: by whose fault. */
function outcomes(
  ends: string,
  of = 'full_pipeline',
  provider_mode: ProviderMode | null = 'live',
): Outcome[] {
  const faults: Record<string, Fault[]> = {
    v: ['vendor'],
    l: ['lead'],
    b: ['leadshop'],
    // Of several steps: one of them was LeadShop's own
    m: ['vendor', 'leadshop'],
  };
  return [...ends].map(end => ({
    of,
    provider_mode,
    succeeded: end === '+',
    faults: faults[end] ?? [],
  }));
}

const rate = (
  fields: Partial<Extract<AlertCondition, { kind: 'success_rate' }>> = {},
): AlertCondition => ({
  kind: 'success_rate',
  per: 'pipeline',
  test_type: null,
  components: null,
  provider_mode: null,
  below: 80,
  resolve_above: 90,
  tests: 10,
  ...fields,
});

const row = (
  fields: Partial<Extract<AlertCondition, { kind: 'failures_in_row' }>> = {},
): AlertCondition => ({
  kind: 'failures_in_row',
  per: 'all',
  components: null,
  provider_mode: null,
  failures: 3,
  successes: 2,
  ...fields,
});

const statesOf = (condition: AlertCondition, seen: Partial<Observation>) =>
  findingsOf(condition, { ...nothing, ...seen }).map(({ state }) => state);

describe('success_rate', () => {
  it.each([
    ['fewer succeed', '+++++++---', 'breach'],
    ['as many as the limit', '++++++++--', 'between'],
    ['as many as resolve', '+++++++++-', 'clear'],
    ['the newest count', '++++++++++----------', 'clear'],
    ['there are too few', '---------', 'unknown'],
    ['vendors are at fault', 'vvvvvvvvvv', 'unknown'],
    ['vendors are at fault beside successes', 'vvvvvvvv++++++++++', 'clear'],
    ['vendors are at fault beside failures', 'vvvvvvvv+++++++---', 'breach'],
    ['leads are at fault', 'llllllllll++++++++++', 'clear'],
    ['LeadShop is at fault beside a vendor', 'mmmmmmmmmm', 'breach'],
  ])('%s: %s is %s', (_, ends, state) => {
    expect(statesOf(rate(), { tests: outcomes(ends) })).toEqual([state]);
  });

  it('never mixes live and sandbox, nor pipelines', () => {
    const tests = [
      ...outcomes('----------', 'full_pipeline', 'sandbox'),
      ...outcomes('++++++++++', 'full_pipeline', 'live'),
      ...outcomes('++++++++--', 'short', 'live'),
    ];
    const found = findingsOf(rate(), { ...nothing, tests });
    expect(found.map(({ key, state }) => [key, state])).toEqual([
      ['pipeline:full_pipeline:sandbox', 'breach'],
      ['pipeline:full_pipeline:live', 'clear'],
      ['pipeline:short:live', 'between'],
    ]);
    expect(statesOf(rate({ provider_mode: 'live' }), { tests })).toEqual([
      'clear',
      'between',
    ]);
    expect(statesOf(rate({ test_type: 'short' }), { tests })).toEqual([
      'between',
    ]);
  });

  it('counts the runs of components, one without a step by another', () => {
    const runs = [
      ...outcomes('b'.repeat(10), 'report-builder'),
      ...outcomes('v'.repeat(10), 'pagespeed-integration'),
    ];
    const found = findingsOf(
      rate({ per: 'component', components: ['email-formatter'] }),
      { ...nothing, runs, tests: outcomes('++++++++++') },
    );
    expect(found).toEqual([
      expect.objectContaining({
        state: 'breach',
        fault: 'leadshop',
        message:
          '0 % of the latest 10 runs of Report Builder succeeded; the limit is 80 %, without faults of vendors and leads',
      }),
    ]);
  });
});

describe('failures_in_row', () => {
  it.each([
    ['---', 'breach'],
    ['vvv', 'breach'],
    ['-l-l-', 'breach'],
    ['--+--', 'between'],
    ['--', 'between'],
    ['+--', 'between'],
    ['++--', 'clear'],
    ['l+l+--', 'clear'],
    ['llll', 'unknown'],
  ])('%s is %s', (ends, state) => {
    expect(statesOf(row(), { tests: outcomes(ends) })).toEqual([state]);
  });

  it('is over all tests, or by component, and never over two modes', () => {
    const tests = [
      ...outcomes('--', 'full_pipeline'),
      ...outcomes('-', 'short'),
      ...outcomes('-', 'short', 'sandbox'),
    ];
    const found = findingsOf(row(), { ...nothing, tests });
    expect(found.map(({ key, state }) => [key, state])).toEqual([
      ['tests::live', 'breach'],
      ['tests::sandbox', 'between'],
    ]);
    const runs = [
      ...outcomes('---', 'score-calculator'),
      ...outcomes('++', 's3-storage'),
    ];
    expect(statesOf(row({ per: 'component' }), { runs, tests })).toEqual([
      'breach',
      'clear',
    ]);
  });
});

describe('component_down', () => {
  const health = (name: string, status: ComponentStatus): ComponentHealth => ({
    name,
    title: name,
    status,
    fault: status === 'error' ? 'vendor' : null,
    provider_mode: 'live',
    last_check: null,
    response_time: null,
    success_rate: null,
    error_count: 0,
    // An error may quote the site of a lead
    message: 'https://shop.example said no',
  });
  const components = (['error', 'healthy', 'warning', 'unknown'] as const).map(
    status => health(`is-${status}`, status),
  );

  it('sees each component for itself, and quotes no error', () => {
    const found = findingsOf(
      { kind: 'component_down', components: null },
      { ...nothing, components },
    );
    expect(found.map(({ state, fault }) => [state, fault])).toEqual([
      ['breach', 'vendor'],
      ['clear', null],
      ['between', null],
      ['unknown', null],
    ]);
    expect(JSON.stringify(found)).not.toContain('shop.example');
  });

  it('is the same subject when its mode is not known any more', () => {
    const [live, unknown] = (['live', null] as const).map(
      provider_mode =>
        findingsOf(
          { kind: 'component_down', components: null },
          {
            ...nothing,
            components: [{ ...components[0], provider_mode }],
          },
        )[0].key,
    );
    expect(live).toBe(unknown);
  });

  it('looks only at those that were chosen', () => {
    const chosen: AlertCondition = {
      kind: 'component_down',
      components: ['s3-storage'],
    };
    expect(
      statesOf(chosen, {
        components: [...components, health('s3-storage', 'healthy')],
      }),
    ).toEqual(['clear']);
  });
});

describe('queue_age', () => {
  const condition = (tests: 'single' | 'all'): AlertCondition => ({
    kind: 'queue_age',
    tests,
    older_than_ms: 10 * MINUTE,
    resolve_below_ms: 5 * MINUTE,
  });

  it.each([
    ['single', { single: 11 * MINUTE, all: 90 * MINUTE }, 'breach'],
    ['single', { single: 10 * MINUTE, all: 90 * MINUTE }, 'between'],
    ['single', { single: 5 * MINUTE - 1, all: 90 * MINUTE }, 'clear'],
    ['single', { single: null, all: 90 * MINUTE }, 'clear'],
    ['all', { single: null, all: 90 * MINUTE }, 'breach'],
    ['all', { single: null, all: null }, 'clear'],
  ] as const)('of %s tests: %j is %s', (tests, waited, state) => {
    const queue = { paused: false, ...waited };
    expect(statesOf(condition(tests), { queue })).toEqual([state]);
  });

  it('knows nothing of a queue that is paused', () => {
    const queue = { paused: true, single: 60 * MINUTE, all: 60 * MINUTE };
    expect(statesOf(condition('all'), { queue })).toEqual(['unknown']);
  });
});
