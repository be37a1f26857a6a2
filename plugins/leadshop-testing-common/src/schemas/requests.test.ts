import { z } from 'zod';
import {
  eventsQuerySchema,
  historyQuerySchema,
  identifierSchema,
  rerunRequestSchema,
  runPipelineRequestSchema,
} from './requests';

const ID = '0b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11';
const lead = { website_url: 'https://shop.example' };

function fields(schema: z.ZodType, value: unknown): string[] {
  const result = schema.safeParse(value);
  return result.success
    ? []
    : result.error.issues.map(issue => issue.path.join('.'));
}

describe('identifierSchema', () => {
  it('takes names that may stand in a URL, a column and a sentence', () => {
    expect(identifierSchema.safeParse('full_pipeline').success).toBe(true);
    expect(identifierSchema.safeParse(`a${'b'.repeat(49)}`).success).toBe(true);
  });

  it.each(['', 'Full', '1st', 'a-b', `a${'b'.repeat(50)}`, 'a\n', 7])(
    'refuses %p',
    value => {
      expect(identifierSchema.safeParse(value).success).toBe(false);
    },
  );
});

describe('runPipelineRequestSchema', () => {
  it('runs the full pipeline unless told otherwise', () => {
    expect(runPipelineRequestSchema.parse({ lead_data: lead })).toEqual({
      test_type: 'full_pipeline',
      lead_data: lead,
    });
    expect(
      runPipelineRequestSchema.parse({ lead_id: ID, test_type: 'smoke' }),
    ).toEqual({ test_type: 'smoke', lead_id: ID });
  });

  it('needs a lead: PRP-013 calls the missing field by its name', () => {
    const result = runPipelineRequestSchema.safeParse({});
    expect(result.error?.issues).toEqual([
      expect.objectContaining({
        path: ['lead_data', 'website_url'],
        message: 'Website URL is required',
      }),
    ]);
  });

  it('takes the lead or its id, not both', () => {
    expect(
      fields(runPipelineRequestSchema, { lead_data: lead, lead_id: ID }),
    ).toEqual(['lead_id']);
  });

  it.each([
    [{ lead_id: 'x' }, 'lead_id'],
    [{ lead_data: {} }, 'lead_data.website_url'],
    [{ lead_data: [] }, 'lead_data'],
    [{ lead_data: lead, test_type: 'No' }, 'test_type'],
    [{ lead_data: lead, entity_ref: 'score' }, 'entity_ref'],
    [{ lead_data: lead, entity_ref: 'component:default/a b' }, 'entity_ref'],
    [{ lead_data: lead, user_ref: 'user:default/ann' }, ''],
    [null, ''],
    ['text', ''],
    [[], ''],
  ])('refuses %j', (body, field) => {
    expect(fields(runPipelineRequestSchema, body)).toContain(field);
  });

  it('takes a reference to an entity, or none', () => {
    for (const entity_ref of ['component:default/score-calculator', null]) {
      expect(
        runPipelineRequestSchema.parse({ lead_data: lead, entity_ref }),
      ).toMatchObject({ entity_ref });
    }
  });
});

describe('rerunRequestSchema', () => {
  it('takes an empty body, a step, and nothing else', () => {
    expect(rerunRequestSchema.safeParse({}).success).toBe(true);
    expect(
      rerunRequestSchema.safeParse({ from_step: 'score_calculator' }).success,
    ).toBe(true);
    expect(rerunRequestSchema.safeParse({ step: 'a' }).success).toBe(false);
    expect(rerunRequestSchema.safeParse({ from_step: 10 }).success).toBe(false);
  });
});

describe('historyQuerySchema', () => {
  it('shows the newest fifty unless told otherwise', () => {
    expect(historyQuerySchema.parse({})).toEqual({
      limit: 50,
      sort: '-created_at',
    });
  });

  it('reads numbers and lists from the text of a query', () => {
    expect(
      historyQuerySchema.parse({
        limit: '500',
        offset: '0',
        status: 'failed,success',
        q: '  roof ',
      }),
    ).toMatchObject({
      limit: 500,
      offset: 0,
      status: ['failed', 'success'],
      q: 'roof',
    });
    expect(
      historyQuerySchema.parse({ status: ['failed', 'success'] }).status,
    ).toEqual(['failed', 'success']);
  });

  it.each([
    [{ limit: '0' }, 'limit'],
    [{ limit: '501' }, 'limit'],
    [{ limit: '1.5' }, 'limit'],
    [{ limit: 'many' }, 'limit'],
    [{ offset: '-1' }, 'offset'],
    [{ offset: '10001' }, 'offset'],
    [{ cursor: 'abc', offset: '0' }, 'offset'],
    [{ cursor: 'a'.repeat(2001) }, 'cursor'],
    [{ status: 'ended' }, 'status.0'],
    [{ status: '' }, 'status.0'],
    [{ status: Array(11).fill('failed') }, 'status'],
    [{ lead_id: 'x' }, 'lead_id'],
    [{ batch_id: 'x' }, 'batch_id'],
    [{ from: 'yesterday' }, 'from'],
    [{ to: '2026-01-01' }, 'to'],
    [{ sort: 'id' }, 'sort'],
    [{ q: '   ' }, 'q'],
    [{ q: '\u0000' }, 'q'],
    [{ q: 'a'.repeat(201) }, 'q'],
    [{ user: '\uD800' }, 'user'],
    [{ component: '\u0000' }, 'component'],
    [{ page: '2' }, ''],
  ])('refuses %j', (query, field) => {
    expect(fields(historyQuerySchema, query)).toContain(field);
  });

  it('takes times with any offset', () => {
    expect(
      fields(historyQuerySchema, {
        from: '2026-01-01T00:00:00Z',
        to: '2026-01-02T00:00:00.123+02:00',
      }),
    ).toEqual([]);
  });
});

describe('eventsQuerySchema', () => {
  it('begins at the first event, five hundred at a time', () => {
    expect(eventsQuerySchema.parse({})).toEqual({ after: 0, limit: 500 });
    expect(eventsQuerySchema.parse({ after: '17', limit: '1000' })).toEqual({
      after: 17,
      limit: 1000,
    });
  });

  it.each([{ after: '-1' }, { after: '1e99' }, { limit: '1001' }, { x: '1' }])(
    'refuses %j',
    query => {
      expect(eventsQuerySchema.safeParse(query).success).toBe(false);
    },
  );
});
