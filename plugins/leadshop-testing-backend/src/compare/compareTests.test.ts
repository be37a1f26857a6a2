import {
  comparisonSchema,
  Difference,
  Execution,
  StepResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { compareTests } from './compareTests';

function stepResult(fields: Partial<StepResult> = {}): StepResult {
  return {
    step_name: 'check',
    step_number: 1,
    component: 'security-scraper',
    title: 'Check',
    depends_on: [],
    status: 'success',
    fault: null,
    provider_mode: 'sandbox',
    started_at: '2026-01-01T00:00:00.000Z',
    duration: 100,
    attempts: [],
    details: {},
    warnings: [],
    error: null,
    artifacts: [],
    kept_from: null,
    timestamp: '2026-01-01T00:00:00.100Z',
    ...fields,
  };
}

function execution(fields: Partial<Execution> = {}): Execution {
  return {
    id: '0b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11',
    test_type: 'full_pipeline',
    status: 'success',
    user_ref: 'user:default/ann',
    entity_ref: null,
    lead_id: null,
    erased: false,
    batch_id: null,
    rerun_of: null,
    business_name: 'Bakery',
    website_url: 'https://bakery.example',
    current_step: 1,
    total_steps: 1,
    progress: 100,
    steps: [],
    provider_mode: 'sandbox',
    success_rate: 100,
    failure_reason: null,
    error_message: null,
    score: null,
    tier: null,
    revenue_impact: null,
    revenue_currency: null,
    spam_score: null,
    execution_time: 1000,
    cancel_requested_at: null,
    created_at: '2026-01-01T00:00:00.000Z',
    started_at: '2026-01-01T00:00:00.000Z',
    completed_at: '2026-01-01T00:00:01.000Z',
    attempt: 1,
    lead_data: { website_url: 'https://bakery.example' },
    personal_data_hidden: false,
    pipeline_results: [],
    reruns: [],
    trace_id: null,
    ...fields,
  };
}

const ofTests = (a: Partial<Execution>, b: Partial<Execution>) =>
  comparisonSchema.parse(compareTests(execution(a), execution(b)));

const ofSteps = (a: Partial<StepResult>, b: Partial<StepResult>) => {
  const { steps } = ofTests(
    { pipeline_results: [stepResult(a)] },
    { pipeline_results: [stepResult(b)] },
  );
  expect(steps).toHaveLength(1);
  return steps[0].differences;
};

const ofDetails = (
  a: Record<string, unknown>,
  b: Record<string, unknown>,
): Difference[] => ofSteps({ details: a }, { details: b });

describe('two tests', () => {
  it('differ in nothing when they are the same', () => {
    const same = { pipeline_results: [stepResult({ details: { a: [1] } })] };
    const { differences, steps } = ofTests(same, same);
    expect(differences).toEqual([]);
    expect(steps).toEqual([
      {
        step_name: 'check',
        step_number: 1,
        title: 'Check',
        component: 'security-scraper',
        a: { status: 'success', duration: 100, error: null, kept_from: null },
        b: { status: 'success', duration: 100, error: null, kept_from: null },
        differences: [],
      },
    ]);
  });

  it('differ in their figures, and it is said which is better', () => {
    const { differences } = ofTests(
      {
        status: 'failed',
        failure_reason: 'step',
        execution_time: 3000,
        score: 60.1,
        tier: 'C',
        success_rate: 50,
        spam_score: 1,
        revenue_impact: 100,
        revenue_currency: 'USD',
      },
      {
        execution_time: 1000,
        score: 80.4,
        tier: 'B',
        spam_score: 2.5,
        revenue_impact: 300,
        revenue_currency: 'USD',
      },
    );
    const figure = (
      kind: string,
      field: string,
      [a, b, change, better]: (number | boolean)[],
    ) => ({ kind, field, a, b, change, better });
    expect(differences).toEqual([
      { kind: 'status', field: 'status', a: 'failed', b: 'success' },
      figure('duration', 'execution_time', [3000, 1000, -2000, true]),
      figure('number', 'success_rate', [50, 100, 50, true]),
      // Without the dust of 80.4 - 60.1
      figure('score', 'score', [60.1, 80.4, 20.3, true]),
      figure('number', 'spam_score', [1, 2.5, 1.5, false]),
      { kind: 'text', field: 'failure_reason', a: 'step', b: null },
      { kind: 'text', field: 'tier', a: 'C', b: 'B' },
      figure('money', 'revenue_impact', [100, 300, 200, false]),
    ]);
  });

  it('are not subtracted in different currencies', () => {
    const { differences } = ofTests(
      { revenue_impact: 100, revenue_currency: 'USD' },
      { revenue_impact: 100, revenue_currency: 'EUR' },
    );
    expect(differences).toEqual([
      {
        kind: 'money',
        field: 'revenue_impact',
        a: 100,
        b: 100,
        change: null,
        better: null,
      },
      { kind: 'text', field: 'revenue_currency', a: 'USD', b: 'EUR' },
    ]);
  });

  it('are neither better nor worse where one has no figure', () => {
    expect(ofTests({ score: 60 }, {}).differences).toEqual([
      {
        kind: 'score',
        field: 'score',
        a: 60,
        b: null,
        change: null,
        better: null,
      },
    ]);
  });

  it('differ in what is known of the lead', () => {
    const { differences } = ofTests(
      { lead_data: { website_url: 'https://a.example', employee_count: 3 } },
      { lead_data: { website_url: 'https://b.example' } },
    );
    expect(differences.map(({ field }) => field)).toEqual([
      'lead_data.website_url',
      'lead_data.employee_count',
    ]);
  });

  it('keep the steps that only one of them has, in order', () => {
    const step = (step_name: string, step_number: number) =>
      stepResult({ step_name, step_number });
    const { steps } = ofTests(
      { pipeline_results: [step('first', 1), step('second', 2)] },
      { pipeline_results: [step('own', 1), step('second', 3)] },
    );
    expect(
      steps.map(({ step_name, step_number, a, b, differences }) => [
        step_name,
        step_number,
        a?.status ?? null,
        b?.status ?? null,
        differences.length,
      ]),
    ).toEqual([
      ['first', 1, 'success', null, 0],
      ['own', 1, null, 'success', 0],
      ['second', 3, 'success', 'success', 0],
    ]);
  });
});

describe('two steps', () => {
  it('differ in how they went', () => {
    const attempt = {
      number: 1,
      started_at: '2026-01-01T00:00:00.000Z',
      duration: 10,
      error: null,
      fault: null,
      retry_in: null,
    };
    const artifact = {
      name: 'report.pdf',
      content_type: 'application/pdf',
      size: 1,
      sha256: 'a',
      title: 'Report',
      personal: false,
    };
    expect(
      ofSteps(
        {
          attempts: [attempt],
          warnings: ['slow', 'old', 'slow'],
          artifacts: [artifact],
        },
        {
          status: 'failed',
          duration: 150,
          attempts: [attempt, attempt],
          error: 'The site did not answer',
          fault: 'lead',
          provider_mode: 'live',
          warnings: ['slow', 'new'],
        },
      ),
    ).toEqual([
      { kind: 'status', field: 'status', a: 'success', b: 'failed' },
      {
        kind: 'duration',
        field: 'duration',
        a: 100,
        b: 150,
        change: 50,
        better: false,
      },
      {
        kind: 'number',
        field: 'attempts',
        a: 1,
        b: 2,
        change: 1,
        better: false,
      },
      { kind: 'text', field: 'error', a: null, b: 'The site did not answer' },
      { kind: 'text', field: 'fault', a: null, b: 'lead' },
      { kind: 'text', field: 'provider_mode', a: 'sandbox', b: 'live' },
      {
        kind: 'list',
        field: 'warnings',
        added: ['new'],
        removed: ['old', 'slow'],
      },
      { kind: 'list', field: 'artifacts', added: [], removed: ['report.pdf'] },
    ]);
  });

  it('that ended otherwise are compared in what both found out', () => {
    expect(
      ofSteps(
        { details: { url: 'https://a.example', score: 80, tls: { a: 1 } } },
        { status: 'failed', details: { url: 'https://b.example' } },
      ),
    ).toEqual([
      { kind: 'status', field: 'status', a: 'success', b: 'failed' },
      {
        kind: 'text',
        field: 'details.url',
        a: 'https://a.example',
        b: 'https://b.example',
      },
    ]);
  });
});

describe('evidence', () => {
  it.each<[string, unknown, unknown, Partial<Difference>]>([
    ['flag', true, false, { kind: 'flag', a: true, b: false }],
    ['flag', true, null, { kind: 'flag', a: true, b: null }],
    ['text', 'a', undefined, { kind: 'text', a: 'a', b: null }],
    ['mixed', 'a', 1, { kind: 'text', a: 'a', b: 1 }],
    ['shape', { a: 1 }, 'a', { kind: 'text', a: '{"a":1}', b: 'a' }],
    ['list', ['x', 'y'], ['z', 'x'], { added: ['z'], removed: ['y'] }],
    ['list', ['x'], null, { added: [], removed: ['x'] }],
    ['list', [{ a: 1 }], [], { added: [], removed: ['{"a":1}'] }],
    ['plain', 1, 3, { kind: 'number', change: 2, better: null }],
    ['plain', null, 3, { kind: 'number', a: null, change: null }],
    ['fetch_ms', 1, 3, { kind: 'duration', better: false }],
    ['score', 1, 3, { kind: 'score', better: true }],
    ['rating', 4.5, 4, { kind: 'number', better: false }],
    ['organic_cost', 4, 3, { kind: 'money', better: null }],
  ])('says how %s %j differs from %j', (name, a, b, expected) => {
    expect(ofDetails({ [name]: a }, { [name]: b })).toEqual([
      expect.objectContaining({ field: `details.${name}`, ...expected }),
    ]);
  });

  it.each<[unknown, unknown]>([
    [null, undefined],
    [
      ['x', 'y'],
      ['y', 'x'],
    ],
    [{}, null],
    [[], null],
  ])('makes no difference between %j and %j', (a, b) => {
    expect(ofDetails({ field: a }, { field: b })).toEqual([]);
  });

  it('reads the same word by where it stands', () => {
    const differences = ofDetails(
      { spam: { score: 1 }, mobile: { scores: { seo: 50 } } },
      { spam: { score: 2 }, mobile: { scores: { seo: 60 } } },
    );
    expect(differences).toMatchObject([
      { kind: 'number', field: 'details.spam.score', better: false },
      { kind: 'score', field: 'details.mobile.scores.seo', better: true },
    ]);
  });

  it('finds an object of a list again by what names it', () => {
    const finding = (id: string, severity: string) => ({ id, severity });
    expect(
      ofDetails(
        { findings: [finding('csp', 'high'), finding('tls', 'low')] },
        { findings: [finding('hsts', 'low'), finding('csp', 'medium')] },
      ),
    ).toEqual([
      {
        kind: 'list',
        field: 'details.findings',
        added: ['hsts'],
        removed: ['tls'],
      },
      {
        kind: 'text',
        field: 'details.findings.csp.severity',
        a: 'high',
        b: 'medium',
      },
    ]);
  });

  it('takes objects that share a name for values', () => {
    const [difference] = ofDetails(
      { candidates: [{ name: 'Bakery', at: 1 }] },
      {
        candidates: [
          { name: 'Bakery', at: 1 },
          { name: 'Bakery', at: 2 },
        ],
      },
    );
    expect(difference).toEqual({
      kind: 'list',
      field: 'details.candidates',
      added: ['{"name":"Bakery","at":2}'],
      removed: [],
    });
  });

  it('leaves out what is another in every test', () => {
    expect(
      ofDetails(
        { sha256: 'a', source: { answered_at: '1', cached: true } },
        { sha256: 'b', source: { answered_at: '2', cached: true } },
      ),
    ).toEqual([]);
  });

  it('cuts long texts, and stops where no page could go on', () => {
    const [long] = ofDetails(
      { text: `${'x'.repeat(5_000)}a` },
      { text: `${'x'.repeat(5_000)}b` },
    );
    expect(long).toMatchObject({ a: `${'x'.repeat(1_000)}…` });
    const many = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, i) => [`field${i}`, i]),
    );
    expect(ofDetails(many, {})).toHaveLength(500);
  });
});
