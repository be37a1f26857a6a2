import { Sandbox, startSandbox } from '../sandbox';

describe('SEMrush', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  });
  afterEach(() => sandbox.clearFaults());
  afterAll(() => sandbox.stop());

  const ask = (query: string) => fetch(`${sandbox.httpUrl}/semrush/?${query}`);
  const answer = async (query: string) => (await ask(query)).text();
  const ranks = (domain: string, columns = 'Db,Dn,Rk,Or,Ot,Oc,Ad') =>
    answer(
      `type=domain_ranks&key=k&domain=${domain}&database=de&export_columns=${columns}`,
    );

  it('answers the asked columns under their names', async () => {
    const [head, row, end] = (await ranks('a.example')).split('\r\n');
    expect(head).toBe(
      'Database;Domain;Rank;Organic Keywords;Organic Traffic;Organic Cost;Adwords Keywords',
    );
    expect(row).toMatch(/^de;a\.example;\d+;\d+;\d+;\d+;\d+$/);
    expect(end).toBe('');
    expect(await ranks('a.example', 'Or,Dt')).toMatch(
      /^Organic Keywords;Date\r\n\d+;\d{8}\r\n$/,
    );
  });

  it('gives a domain the same figures each time, and domains differ', async () => {
    expect(await ranks('a.example')).toBe(await ranks('a.example'));
    expect((await ranks('b.example', 'Rk,Or')).split('\r\n')[1]).not.toBe(
      (await ranks('a.example', 'Rk,Or')).split('\r\n')[1],
    );
  });

  it('tells its own sites apart by their path, as no domain does', async () => {
    const figures = async (domain: string) =>
      (await ranks(domain, 'Rk,Or,Ot')).split('\r\n')[1];
    const bakery = await figures('localhost/sites/bakery');
    expect(await figures('localhost/sites/bakery')).toBe(bakery);
    expect(await figures('localhost/sites/garage')).not.toBe(bakery);
  });

  it.each([
    [
      'type=domain_ranks&key=k&domain=unlisted.example',
      'ERROR 50 :: NOTHING FOUND',
    ],
    [
      'type=domain_ranks&key=invalid&domain=a.example',
      'ERROR 120 :: WRONG KEY - ID PAIR',
    ],
    ['type=domain_ranks&domain=a.example', 'ERROR 120 :: WRONG KEY - ID PAIR'],
    [
      'type=domain_ranks&key=k',
      'ERROR 40 :: MANDATORY PARAMETER "domain" NOT SET OR EMPTY',
    ],
    ['key=k', 'ERROR 40 :: MANDATORY PARAMETER "type" NOT SET OR EMPTY'],
    [
      'type=other&key=k&domain=a.example',
      'ERROR 135 :: API REPORT TYPE DISABLED',
    ],
    [
      'type=domain_ranks&key=k&domain=a.example&export_columns=Zz',
      'ERROR 46 :: UNKNOWN EXPORT COLUMNS',
    ],
  ])('answers %s with %s', async (query, expected) => {
    const response = await ask(query);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(expected);
  });

  it.each([
    ['quota', 200, 'ERROR 132 :: API UNITS BALANCE IS ZERO'],
    ['rate_limit', 429, 'ERROR 131 :: LIMIT EXCEEDED'],
    ['status', 500, 'ERROR 500 :: INTERNAL SERVER ERROR'],
  ] as const)(
    'fails as the vendor does on %s',
    async (kind, status, expected) => {
      sandbox.addFault({ component: 'semrush', kind });
      const response = await ask('type=domain_ranks&key=k&domain=a.example');
      expect(response.status).toBe(status);
      expect(await response.text()).toBe(expected);
    },
  );
});
