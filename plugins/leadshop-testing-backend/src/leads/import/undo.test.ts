import { Knex } from 'knex';
import { Caller } from '../../__testUtils__/backend';
import { ImportBackend } from './__testUtils__/ImportBackend';
import { ACME, BLUE, csv, HEADER, importFile } from './__testUtils__/importing';

jest.setTimeout(60_000);

let imports: ImportBackend;
let caller: Caller;
let knex: Knex;

beforeAll(async () => {
  imports = await ImportBackend.start();
  ({ caller, knex } = imports);
});
afterAll(() => imports?.stop());
beforeEach(() => imports.empty());

describe('an undo', () => {
  it('takes away what was created and gives back what was updated', async () => {
    const first = await importFile(caller, csv(HEADER, ACME));
    const done = await importFile(
      caller,
      csv(
        HEADER,
        ['Acme Two', 'two.example', ACME[2], '+15125550199', '7', ''],
        BLUE,
      ),
      { mapping: { on_duplicate: 'update' } },
    );
    expect(await caller.post(`/leads/imports/${done.id}/undo`)).toMatchObject({
      status: 200,
      body: { removed: 1, restored: 1, kept: 0 },
    });
    const stored = await knex('leads');
    expect(stored).toMatchObject([
      {
        business_name: 'Acme Inc.',
        website_url: 'https://acme.example',
        phone: null,
        annual_revenue: null,
        email_key: 'info@acme.example',
        domain_key: 'acme.example',
        name_key: 'acme',
        version: 3,
        import_id: first.id,
      },
    ]);
    expect(await knex('lead_events').orderBy('id')).toMatchObject([
      { kind: 'import_updated', version: 2 },
      {
        kind: 'undone',
        version: 3,
        import_id: done.id,
        changes: {
          business_name: { before: 'Acme Two', after: 'Acme Inc.' },
          annual_revenue: { before: 7, after: null },
        },
      },
    ]);
    expect((await caller.get(`/leads/imports/${done.id}`)).body).toMatchObject({
      status: 'undone',
      undo: { removed: 1, restored: 1, kept: 0 },
    });
    expect(await caller.post(`/leads/imports/${done.id}/undo`)).toMatchObject({
      status: 409,
      body: { error: { message: 'This import has been undone already' } },
    });
  });

  it('keeps what somebody built on', async () => {
    const row = (name: string) => [
      name,
      `${name}.example`,
      `a@${name}.example`,
      '',
      '',
      '',
    ];
    await importFile(caller, csv(HEADER, row('updated'), row('left')));
    const done = await importFile(
      caller,
      csv(
        HEADER,
        ...['edited', 'tested', 'busy', 'erased', 'untouched'].map(row),
        [
          'Updated',
          'updated.example',
          'a@updated.example',
          '+15125550111',
          '',
          '',
        ],
      ),
      { mapping: { on_duplicate: 'update' } },
    );
    const change = (name: string, fields: object) =>
      knex('leads').where('business_name', name).update(fields);
    await change('edited', { version: 2 });
    await change('busy', { status: 'completed' });
    await change('erased', { erased_at: knex.fn.now() });
    await change('Updated', { version: 3 });
    const [{ id: tested }] = await knex('leads').where(
      'business_name',
      'tested',
    );
    const [{ id: version }] = await knex('pipeline_versions').limit(1);
    await knex('test_executions').insert({
      id: '5f0f3a52-7d3e-4c58-9a53-3a3f0b2f2a10',
      test_type: 'full_pipeline',
      pipeline_version: version,
      user_ref: 'user:default/ann',
      lead_id: tested,
      lead_data: {},
      total_steps: 12,
      status: 'cancelled',
      completed_at: knex.fn.now(),
    });
    const undone = await caller.post(`/leads/imports/${done.id}/undo`);
    expect(undone.body).toEqual({ removed: 1, restored: 0, kept: 5 });
    expect((await imports.names()).sort()).toEqual(
      ['Updated', 'busy', 'edited', 'erased', 'left', 'tested'].sort(),
    );
  });

  it('waits a while for an import that is storing, then says so', async () => {
    const done = await importFile(caller, csv(HEADER, ACME));
    const answer = await imports.holdingLeads(() =>
      caller.post(`/leads/imports/${done.id}/undo`),
    );
    expect(answer).toMatchObject({
      status: 409,
      body: {
        error: {
          message:
            'An import is storing its leads just now; try again in a moment',
        },
      },
    });
    expect(await imports.names()).toEqual(['Acme Inc.']);
  });
});
