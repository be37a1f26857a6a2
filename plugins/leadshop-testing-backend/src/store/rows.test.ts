import {
  LeadData,
  PERSONAL_LEAD_FIELDS,
  stepResultSchema,
  testEventSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  FeedRow,
  iso,
  StepRow,
  StoredArtifact,
  toStepResult,
  toTestEvent,
  withoutPersonal,
} from './rows';

const artifact: StoredArtifact = {
  name: 'a.png',
  key: 'tests/t1/first/a.png',
  title: 'A',
  content_type: 'image/png',
  size: 3,
  sha256: 'ff',
  personal: false,
};
const row: StepRow = {
  step_name: 'first',
  step_number: 1,
  component: 's3-storage',
  title: 'Step 1',
  status: 'success',
  fault: null,
  provider_mode: 'live',
  started_at: new Date(1_000),
  duration: 5,
  attempts: [],
  details: { found: 1 },
  personal: { email: 'ann@shop.example' },
  warnings: [],
  error: null,
  artifacts: [artifact, { ...artifact, name: 'mail.eml', personal: true }],
  kept_from: null,
  timestamp: new Date(1_005),
};

describe('toStepResult', () => {
  it('shows everything but the keys to who may see personal data', () => {
    const shown = toStepResult(row, ['zero'], true);
    expect(stepResultSchema.strict().parse(shown)).toEqual(shown);
    expect(shown).toMatchObject({
      depends_on: ['zero'],
      details: { found: 1, personal: { email: 'ann@shop.example' } },
      started_at: '1970-01-01T00:00:01.000Z',
    });
    expect(shown.artifacts.map(a => a.name)).toEqual(['a.png', 'mail.eml']);
    expect(JSON.stringify(shown)).not.toContain('tests/t1');
  });

  it('shows nothing personal to others', () => {
    const shown = toStepResult(row, [], false);
    expect(shown.details).toEqual({ found: 1 });
    expect(shown.artifacts.map(a => a.name)).toEqual(['a.png']);
    expect(JSON.stringify(shown)).not.toMatch(/ann@|personal"?:\{|mail\.eml/);
  });

  it('copes with a step that never ran', () => {
    expect(
      toStepResult({ ...row, started_at: null, personal: null }, [], true),
    ).toMatchObject({ started_at: null, details: { found: 1 } });
  });
});

describe('toTestEvent', () => {
  it('keeps to itself whose test it is', () => {
    const event = toTestEvent({
      id: '7',
      channel: 'test',
      type: 'test_update',
      test_id: '0b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11',
      payload: {
        kind: 'created',
        attempt: 0,
        message: 'Created',
        step: null,
        user_ref: 'user:default/ann',
      },
      created_at: new Date(1_000),
    } satisfies FeedRow);
    expect(testEventSchema.strict().parse(event)).toEqual({
      id: 7,
      test_id: '0b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11',
      kind: 'created',
      attempt: 0,
      message: 'Created',
      step: null,
      created_at: '1970-01-01T00:00:01.000Z',
    });
  });
});

it('takes personal fields out of a lead, and leaves the rest', () => {
  const lead: LeadData = {
    business_name: 'Bakery',
    website_url: 'https://bakery.example',
    contact_name: 'Ann',
    email: 'ann@bakery.example',
    phone: '1',
    notes: 'x',
    employee_count: 3,
  };
  expect(withoutPersonal(lead, PERSONAL_LEAD_FIELDS)).toEqual({
    business_name: 'Bakery',
    website_url: 'https://bakery.example',
    employee_count: 3,
  });
});

it('writes times as the wire has them', () => {
  expect(iso(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
  expect(iso(null)).toBeNull();
});
