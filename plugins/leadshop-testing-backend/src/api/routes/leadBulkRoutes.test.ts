import { randomUUID } from 'node:crypto';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Caller,
  databases,
  startBackend,
  TestBackend,
} from '../../__testUtils__/backend';

jest.setTimeout(60_000);

let sandbox: Sandbox;
let backend: TestBackend;
let manager: Caller;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
  });
  manager = backend.as('qa_manager');
});
afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});

async function newLead(fields: Record<string, unknown> = {}): Promise<string> {
  const name = randomUUID();
  const { status, body } = await manager.post('/leads', {
    lead: {
      business_name: name,
      website_url: `https://${name}.example`,
      email: `office@${name}.example`,
      ...fields,
    },
  });
  expect(status).toBe(201);
  return body.id;
}

const erase = (id: string, caller = manager) =>
  caller.request(`/leads/${id}`, { method: 'DELETE' });

const update = (
  lead_ids: string[],
  changes: Record<string, unknown>,
  caller = manager,
) =>
  caller.post('/leads/bulk', {
    action: 'update',
    selection: { lead_ids },
    changes,
  });

describe('DELETE /leads/{id}', () => {
  it('erases once, and says the same again', async () => {
    const id = await newLead({ phone: '+15125550142', notes: 'x' });
    for (let times = 0; times < 2; times++) {
      const { status, body } = await erase(id);
      expect([status, body]).toEqual([204, '']);
    }
    const { body: lead } = await manager.get(`/leads/${id}`);
    expect(lead).toMatchObject({
      email: null,
      phone: null,
      notes: null,
      version: 2,
      erased_at: expect.any(String),
    });
    const { body: journey } = await manager.get(`/leads/${id}/journey`);
    expect(journey[0]).toMatchObject({
      kind: 'erased',
      user_ref: manager.userRef,
      changes: [],
    });
    const { body: list } = await manager.get('/leads?limit=500');
    expect(list.map((other: { id: string }) => other.id)).not.toContain(id);
  });

  it('knows no others', async () => {
    for (const id of [randomUUID(), 'x', '%00', 'imports']) {
      expect([id, (await erase(id)).status]).toEqual([id, 404]);
    }
  });

  it('needs manage_leads', async () => {
    const id = await newLead();
    for (const role of ['developer', 'viewer', 'no_role'] as const) {
      expect([role, (await erase(id, backend.as(role))).status]).toEqual([
        role,
        403,
      ]);
    }
    expect((await manager.get(`/leads/${id}`)).body.erased_at).toBeNull();
    expect((await erase(id, backend.as('qa_tester'))).status).toBe(204);
  });
});

describe('POST /leads/bulk', () => {
  it('changes many leads by the rules of the import, and takes it back', async () => {
    const ids = [await newLead(), await newLead({ industry: 'Bakery' })];
    const { status, body } = await update(ids, {
      industry: '  Food \u200b &  drink ',
      notes: ' two\r\nlines ',
      naics_code: '311811',
      location: '',
      annual_revenue: 12.5,
    });
    expect([status, body]).toEqual([
      200,
      { bulk_id: expect.any(String), matched: 2, changed: 2 },
    ]);
    const leads = async () =>
      Promise.all(
        ids.map(async id => (await manager.get(`/leads/${id}`)).body),
      );
    for (const lead of await leads()) {
      expect(lead).toMatchObject({
        industry: 'Food & drink',
        notes: 'two\nlines',
        naics_code: '311811',
        location: null,
        annual_revenue: 12.5,
        version: 2,
      });
    }
    const { body: journey } = await manager.get(`/leads/${ids[1]}/journey`);
    expect(journey[0]).toMatchObject({
      kind: 'bulk_updated',
      bulk_id: body.bulk_id,
      changes: expect.arrayContaining([
        { field: 'industry', before: 'Bakery', after: 'Food & drink' },
      ]),
    });

    const undo = () => manager.post(`/leads/bulk/${body.bulk_id}/undo`);
    expect((await undo()).body).toEqual({ removed: 0, restored: 2, kept: 0 });
    expect((await leads()).map(lead => lead.industry)).toEqual([
      null,
      'Bakery',
    ]);
    const again = await undo();
    expect([again.status, again.body.error.message]).toEqual([
      409,
      'This bulk edit has been undone already',
    ]);
  });

  it('takes all that match the filter of the list', async () => {
    const tag = randomUUID();
    const match = await newLead({ location: tag });
    await newLead();
    const { body } = await manager.post('/leads/bulk', {
      action: 'update',
      selection: { filter: { q: tag.toUpperCase() } },
      changes: { industry: 'Found' },
    });
    expect(body).toMatchObject({ matched: 1, changed: 1 });
    expect((await manager.get(`/leads/${match}`)).body.industry).toBe('Found');
  });

  it('erases many, and has no way back from there', async () => {
    const ids = [await newLead(), await newLead()];
    const { body } = await manager.post('/leads/bulk', {
      action: 'erase',
      selection: { lead_ids: ids },
    });
    expect(body).toMatchObject({ matched: 2, changed: 2 });
    const { status, body: refused } = await manager.post(
      `/leads/bulk/${body.bulk_id}/undo`,
    );
    expect([status, refused.error.message]).toEqual([
      409,
      expect.stringContaining('gone for good'),
    ]);
    expect((await manager.get(`/leads/${ids[0]}`)).body.email).toBeNull();
  });

  it('takes 100,000 ids and not one more', async () => {
    const ids = Array.from({ length: 100_000 }, () => randomUUID());
    const { status, body } = await update(ids, { industry: 'x' });
    expect([status, body]).toMatchObject([200, { matched: 0, changed: 0 }]);
    expect(
      (await update([...ids, randomUUID()], { industry: 'x' })).status,
    ).toBe(400);
  });

  it.each([
    ['an unknown NAICS sector', { naics_code: '99' }, 'changes.naics_code'],
    ['a NAICS code of letters', { naics_code: 'abc' }, 'changes.naics_code'],
    ['half a person', { employee_count: 1.5 }, 'changes.employee_count'],
    ['a negative revenue', { annual_revenue: -1 }, 'changes.annual_revenue'],
    [
      'a text that is too long',
      { industry: 'x'.repeat(121) },
      'changes.industry',
    ],
    ['NUL', { notes: 'a\u0000' }, 'changes.notes'],
    ['a field of one lead alone', { email: 'a@b.example' }, 'changes.email'],
    ['nothing', {}, 'changes'],
  ])('refuses %s and changes nothing', async (_, changes, field) => {
    const id = await newLead();
    const { status, body } = await update([id], changes);
    expect([status, body.error.fields?.[0]?.field]).toEqual([400, field]);
    expect((await manager.get(`/leads/${id}`)).body.version).toBe(1);
  });

  it.each([
    ['no selection', { action: 'erase' }],
    ['an empty selection', { action: 'erase', selection: {} }],
    ['no ids', { action: 'erase', selection: { lead_ids: [] } }],
    ['a bad id', { action: 'erase', selection: { lead_ids: ["' OR 1=1"] } }],
    [
      'ids and filter',
      {
        action: 'erase',
        selection: { lead_ids: [randomUUID()], filter: {} },
      },
    ],
    [
      'an unknown filter',
      { action: 'erase', selection: { filter: { email: 'a' } } },
    ],
    ['another action', { action: 'delete', selection: { filter: {} } }],
    [
      'changes of an erasure',
      { action: 'erase', selection: { filter: {} }, changes: { notes: 'x' } },
    ],
  ])('refuses %s', async (_, body) => {
    expect((await manager.post('/leads/bulk', body)).status).toBe(400);
  });

  it('is not read above its size', async () => {
    const { status } = await manager.post('/leads/bulk', {
      action: 'update',
      selection: { filter: {} },
      changes: { notes: 'x'.repeat(7 * 1024 * 1024) },
    });
    expect(status).toBe(413);
  });

  it('needs manage_leads, and so does the undo', async () => {
    const id = await newLead();
    const { body } = await update([id], { industry: 'x' });
    for (const role of ['developer', 'viewer', 'no_role'] as const) {
      const caller = backend.as(role);
      expect((await update([id], { industry: 'y' }, caller)).status).toBe(403);
      expect(
        (await caller.post(`/leads/bulk/${body.bulk_id}/undo`)).status,
      ).toBe(403);
    }
  });

  it('answers 404 for the undo of what never was', async () => {
    for (const id of [randomUUID(), 'x', '%00']) {
      const { status } = await manager.post(`/leads/bulk/${id}/undo`);
      expect([id, status]).toEqual([id, 404]);
    }
  });
});
