import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { Knex } from 'knex';
import {
  Caller,
  databases,
  startBackend,
  TestBackend,
} from '../../__testUtils__/backend';
import { csv, importFile } from './__testUtils__/importing';

jest.setTimeout(60_000);

const HEADER = ['Company', 'URL', 'E-Mail', 'Phone', 'Revenue', 'Internal id'];
const ACME = ['Acme Inc.', 'acme.example', 'info@acme.example', '', '', '1'];
const BLUE = [
  'Blue Door Books',
  'https://blue-door.example/shop',
  'Hello@Blue-Door.example',
  '(512) 555-0142',
  '$1,250,000',
  '2',
];

let sandbox: Sandbox;
let backend: TestBackend;
let knex: Knex;
let tester: Caller;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  knex = await databases.init('POSTGRES_18');
  backend = await startBackend({ knex, sandbox });
  tester = backend.as('qa_manager');
});
afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});
beforeEach(async () => {
  await knex.raw('TRUNCATE leads, imports, import_mappings CASCADE');
});

const leads = () =>
  knex('leads')
    .select('business_name', 'website_url', 'email', 'phone', 'annual_revenue')
    .orderBy('id');

describe('an import', () => {
  it('stores the leads of a file', async () => {
    const done = await importFile(tester, csv(HEADER, ACME, BLUE));
    expect(done).toMatchObject({
      status: 'completed',
      phase: null,
      file_name: 'leads.csv',
      format: 'csv',
      total: 2,
      processed: 2,
      successful: 2,
      created: 2,
      updated: 0,
      duplicates: 0,
      failed: 0,
      warnings: 0,
      errors: [],
      headers: HEADER,
      columns: [
        'business_name',
        'website_url',
        'email',
        'phone',
        'annual_revenue',
        null,
      ],
      user_ref: 'user:default/qa-manager',
    });
    expect(await leads()).toEqual([
      {
        business_name: 'Acme Inc.',
        website_url: 'https://acme.example',
        email: 'info@acme.example',
        phone: null,
        annual_revenue: null,
      },
      {
        business_name: 'Blue Door Books',
        website_url: 'https://blue-door.example/shop',
        email: 'hello@blue-door.example',
        phone: '+15125550142',
        annual_revenue: '1250000',
      },
    ]);
    const [stored] = await knex('leads').orderBy('id');
    expect(stored).toMatchObject({
      status: 'new',
      version: 1,
      import_id: done.id,
      created_by: 'user:default/qa-manager',
    });
  });
});
