import { failureOf } from './__testUtils__/failureOf';
import {
  Credentials,
  makeCertificate,
  startRawSite,
  startSite,
  startTlsSite,
  TestSite,
} from './__testUtils__/sites';
import { createGuardedClient } from './guardedClient';
import { AllowedHost } from '../../config';

const { signal } = new AbortController();
const sites: TestSite[] = [];
let authority: Credentials;

beforeAll(async () => {
  authority = await makeCertificate({ name: 'Test Authority' });
});
afterEach(async () => {
  await Promise.all(sites.splice(0).map(site => site.stop()));
});

function keep(site: TestSite): TestSite {
  sites.push(site);
  return site;
}

async function tlsSite(credentials: Credentials) {
  return keep(
    await startTlsSite(credentials, (_, response) => response.end('secure')),
  );
}

function fetchFrom(
  site: TestSite,
  allowed: AllowedHost = site.allowed('shop.example', { ca: authority.cert }),
) {
  return createGuardedClient({
    allowedHosts: [allowed],
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  }).fetch(`https://${allowed.host}:${site.port}/`, { signal });
}

describe('a certificate that holds', () => {
  it('is described with its days to expiry and its issuer', async () => {
    const issuer = await makeCertificate({
      name: 'Example CA',
      organisation: 'Example Trust',
    });
    const site = await tlsSite(
      await makeCertificate({
        name: 'shop.example',
        signedBy: issuer,
        toDays: 30.5,
      }),
    );
    const fetched = await fetchFrom(
      site,
      site.allowed('shop.example', { ca: issuer.cert }),
    );
    expect(fetched.hops[0].tls).toEqual({
      protocol: 'TLSv1.3',
      cipher: expect.stringMatching(/^TLS_/),
      valid_to: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      days_to_expiry: 30,
      issuer: 'Example Trust, Example CA',
      authorized: true,
      authorization_error: null,
    });
    expect(Buffer.from(fetched.body).toString()).toBe('secure');
  });

  it('may be for an address in place of a name', async () => {
    const site = await tlsSite(
      await makeCertificate({ name: 'shop.example', signedBy: authority }),
    );
    const fetched = await fetchFrom(
      site,
      site.allowed('127.0.0.1', { ca: authority.cert }),
    );
    expect(fetched.hops[0].tls?.authorized).toBe(true);
  });
});

describe('a certificate that does not hold is the matter of the lead', () => {
  it.each([
    ['has expired', { toDays: -0.5 }, 'has expired', 'CERT_HAS_EXPIRED'],
    [
      'is not valid yet',
      { fromDays: 5 },
      'not valid yet',
      'CERT_NOT_YET_VALID',
    ],
    [
      'is for another name',
      { name: 'other.example' },
      'for another name',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
  ])('when it %s', async (_, options, words, code) => {
    const site = await tlsSite(
      await makeCertificate({
        name: 'shop.example',
        signedBy: authority,
        ...options,
      }),
    );
    const error = await failureOf(fetchFrom(site));
    expect(error.message).toContain('TLS is invalid');
    expect(error.message).toContain(words);
    expect(error.message).toContain(code);
    expect(error).toMatchObject({ fault: 'lead', retryable: false });
    expect(site.requests).toHaveLength(0);
  });

  it('when it is self-signed', async () => {
    const site = await tlsSite(await makeCertificate({ name: 'shop.example' }));
    const error = await failureOf(fetchFrom(site, site.allowed()));
    expect(error.message).toContain('self-signed');
    expect(error.fault).toBe('lead');
  });

  it('when nobody trusts its authority', async () => {
    const site = await tlsSite(
      await makeCertificate({ name: 'shop.example', signedBy: authority }),
    );
    const error = await failureOf(fetchFrom(site, site.allowed()));
    expect(error.message).toContain('authority is not trusted');
  });

  it('when the site does not speak TLS', async () => {
    const site = keep(await startSite((_, response) => response.end('plain')));
    const error = await failureOf(fetchFrom(site));
    expect(error.message).toContain('the handshake failed');
    expect(error).toMatchObject({ fault: 'lead', retryable: false });
  });

  it('when the handshake is broken off, which may pass', async () => {
    const site = keep(await startRawSite(socket => socket.destroy()));
    const error = await failureOf(fetchFrom(site));
    expect(error.message).toContain('TLS is invalid');
    expect(error).toMatchObject({ fault: 'lead', retryable: true });
  });

  it('when the handshake takes too long, which may pass', async () => {
    const site = keep(await startRawSite(() => {}));
    const error = await failureOf(
      createGuardedClient({
        allowedHosts: [site.allowed()],
        resolve: async () => [{ address: '127.0.0.1', family: 4 }],
        limits: { maxMs: 50 },
      }).fetch(`https://shop.example:${site.port}/`, { signal }),
    );
    expect(error.message).toContain('longer than the 0.05 s');
    expect(error).toMatchObject({ fault: 'lead', retryable: true });
    await site.abandoned();
  });

  it('but not when there is no connection at all', async () => {
    const site = keep(await startRawSite(() => {}));
    await site.stop();
    const error = await failureOf(fetchFrom(site));
    expect(error.message).toContain('refuses connections');
  });
});

describe('an authority that is read from an address', () => {
  async function withAuthorityFrom(caUrl: string) {
    const site = await tlsSite(
      await makeCertificate({ name: 'shop.example', signedBy: authority }),
    );
    const client = createGuardedClient({
      allowedHosts: [site.allowed('shop.example', { caUrl, mode: 'sandbox' })],
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    return () => client.fetch(`https://shop.example:${site.port}/`, { signal });
  }

  it('is read once, when it is needed', async () => {
    const source = keep(
      await startSite((_, response) => response.end(authority.cert)),
    );
    const fetch = await withAuthorityFrom(
      `http://127.0.0.1:${source.port}/ca.pem`,
    );
    expect(source.requests).toHaveLength(0);
    const [first] = await Promise.all([fetch(), fetch()]);
    await fetch();
    expect(first).toMatchObject({ mode: 'sandbox', truncated: false });
    expect(source.requests).toHaveLength(1);
  });

  it('is asked for again after it did not come', async () => {
    const answers = ['', authority.cert];
    const source = keep(
      await startSite((_, response) => response.end(answers.shift())),
    );
    const fetch = await withAuthorityFrom(
      `http://127.0.0.1:${source.port}/ca.pem`,
    );
    const error = await failureOf(fetch());
    expect(error.message).toContain('does not answer with a certificate');
    expect(error).toMatchObject({ fault: 'config', retryable: false });
    expect((await fetch()).truncated).toBe(false);
  });

  it('must be of a sensible size', async () => {
    const source = keep(
      await startSite((_, response) =>
        response.end(authority.cert.repeat(200)),
      ),
    );
    const fetch = await withAuthorityFrom(`http://127.0.0.1:${source.port}/`);
    const error = await failureOf(fetch());
    expect(error.message).toContain('does not answer with a certificate');
  });

  it('must be on this machine', async () => {
    const fetch = await withAuthorityFrom('http://ca.example/ca.pem');
    const error = await failureOf(fetch());
    expect(error.message).toContain('not on this machine');
    expect(error.fault).toBe('config');
  });

  it('that cannot be reached may come later', async () => {
    const source = await startSite(() => {});
    await source.stop();
    const fetch = await withAuthorityFrom(`http://127.0.0.1:${source.port}/`);
    const error = await failureOf(fetch());
    expect(error.message).toContain('Start the sandbox');
    expect(error).toMatchObject({ fault: 'network', retryable: true });
  });
});
