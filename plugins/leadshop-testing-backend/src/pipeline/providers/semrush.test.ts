import { SandboxProviders, signal } from './__testUtils__/sandboxProviders';
import { failureWhenAnswered, withVendor } from './__testUtils__/vendor';

const options = { signal };
let started: SandboxProviders;
beforeAll(async () => {
  started = await SandboxProviders.start();
});
afterEach(() => started.reset());
afterAll(() => started.stop());

describe('SEMrush', () => {
  it('knows the figures of a domain', async () => {
    const known = await started
      .create()
      .semrush.domainRanks('shop.example', options);
    expect(known).toMatchObject({
      mode: 'sandbox',
      found: true,
      database: 'us',
      ranks: {
        domain: 'shop.example',
        rank: expect.any(Number),
        date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      },
    });
    expect(known.ranks.organic_keywords).toBeGreaterThan(0);
    const [request] = started.sandbox.requests({ component: 'semrush' });
    expect(request.query).toMatchObject({
      type: 'domain_ranks',
      domain: 'shop.example',
      database: 'us',
      export_columns: 'Dn,Rk,Or,Ot,Oc,Ad,Dt',
    });
  });

  it('says so when it knows nothing', async () => {
    expect(
      await started.create().semrush.domainRanks('unlisted.example', options),
    ).toMatchObject({
      found: false,
      ranks: { domain: 'unlisted.example', rank: 0, date: null },
    });
  });

  it.each([
    ['ERROR 40 :: MANDATORY PARAMETER "x" NOT SET', 'leadshop', false],
    ['ERROR 120 :: WRONG KEY - ID PAIR', 'config', false],
    ['ERROR 130 :: API DISABLED', 'config', false],
    ['ERROR 131 :: LIMIT EXCEEDED', 'vendor', true],
    ['ERROR 132 :: API UNITS BALANCE IS ZERO', 'vendor', false],
    ['ERROR 134 :: TOTAL LIMIT EXCEEDED', 'vendor', false],
    ['ERROR 500 :: INTERNAL', 'vendor', true],
  ])('understands "%s"', async (body, fault, retryable) => {
    const error = await failureWhenAnswered(started, { body }, all =>
      all.semrush.domainRanks('shop.example', options),
    );
    expect(error).toMatchObject({ fault, retryable });
  });

  const header = 'Domain;Rank;Keywords;Traffic;Cost;Ads;Date';
  it.each([
    ['', 'CSV of 7 columns'],
    [header, 'CSV of 7 columns'],
    ['Domain;Rank\r\nx;1', 'CSV of 7 columns'],
    [`${header}\r\nx;1;2;3;4;five;20260101`, 'Ads: not a number'],
    [`${header}\r\nx;1;2;3;4;5;soon`, 'Date: not a date'],
    [`${header}\r\nx;1;2`, 'CSV with a wrong value'],
  ])('refuses a table like %j', async (body, words) => {
    const error = await failureWhenAnswered(started, { body }, all =>
      all.semrush.domainRanks('shop.example', options),
    );
    expect(error).toMatchObject({ fault: 'vendor', retryable: false });
    expect(error.message).toContain(words);
  });

  it('takes a table without a date', async () => {
    const known = await withVendor(
      started,
      (_, response) => response.end(`${header}\nx;1;2;3;4.5;5;\n`),
      providers => providers.semrush.domainRanks('x', options),
    );
    expect(known.ranks).toMatchObject({ organic_cost: 4.5, date: null });
  });
});
