import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import { Sandbox, startSandbox } from '../sandbox';

const SECURITY_HEADERS = [
  'strict-transport-security',
  'content-security-policy',
  'x-frame-options',
  'x-content-type-options',
  'referrer-policy',
];

describe('Sites', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  });
  afterEach(() => sandbox.clearFaults());
  afterAll(() => sandbox.stop());

  const visit = (path: string) =>
    fetch(`${sandbox.httpUrl}/sites/${path}`, { redirect: 'manual' });
  const headersSent = (response: Response) =>
    SECURITY_HEADERS.filter(name => response.headers.has(name));

  it('serves good sites with every header and a safe cookie', async () => {
    const response = await visit('good-bakery');
    expect(headersSent(response)).toEqual(SECURITY_HEADERS);
    expect(response.headers.getSetCookie()).toEqual([
      'session=good-bakery; Path=/; Secure; HttpOnly; SameSite=Lax',
    ]);
    expect(await response.text()).not.toContain('http://');
    const robots = await visit('good-bakery/robots.txt');
    expect(robots.status).toBe(200);
    expect(await robots.text()).toContain('User-agent: *');
  });

  it('serves bad sites with no header, an open cookie and mixed content', async () => {
    const response = await visit('bad-bakery');
    expect(headersSent(response)).toEqual([]);
    expect(response.headers.getSetCookie()).toEqual([
      'session=bad-bakery; Path=/',
    ]);
    const page = await response.text();
    expect(page).toMatch(/<img src="http:\/\//);
    expect(page).toMatch(/<script src="http:\/\//);
    expect(page).not.toContain('name="viewport"');
    expect((await visit('bad-bakery/robots.txt')).status).toBe(404);
  });

  it('asks for a name and a password where it is told to', async () => {
    const asked = await visit('private-bakery');
    expect(asked.status).toBe(401);
    expect(asked.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    const login = async (text: string) => {
      const authorization = `Basic ${btoa(text)}`;
      const url = `${sandbox.httpUrl}/sites/private-bakery`;
      return (await fetch(url, { headers: { authorization } })).status;
    };
    expect(await login('tester:open-sesame')).toBe(200);
    expect(await login('tester:guessed')).toBe(401);
  });

  it('serves the sample lead a decent site that can be improved', async () => {
    const response = await visit('sunrise-dental');
    expect(headersSent(response)).toEqual([
      'strict-transport-security',
      'x-frame-options',
      'x-content-type-options',
    ]);
    const page = await response.text();
    expect(page).toContain('<title>Sunrise Dental | Dental care</title>');
    expect(page).toContain('name="generator" content="WordPress');
    expect(page).toMatch(/href="mailto:info@sunrise-dental\.example"/);
    expect(page).toMatch(/href="tel:\+1555010\d{4}"/);
  });

  it('has a robots.txt where crawlers look, which no fault for a site hits', async () => {
    sandbox.addFault({ component: 'site', kind: 'status', count: 1 });
    const robots = await fetch(`${sandbox.httpUrl}/robots.txt`);
    expect(robots.status).toBe(200);
    expect(robots.headers.get('content-type')).toContain('text/plain');
    expect(await robots.text()).toMatch(/^User-agent: \*\n.*Allow: \/sites\//s);
    expect((await visit('good-bakery')).status).toBe(500);
  });

  it('draws other sites from their names', async () => {
    const variety = new Set<string>();
    for (let site = 0; site < 30; site += 1) {
      const response = await visit(`lead-${site}`);
      expect(response.status).toBe(200);
      variety.add(headersSent(response).join());
    }
    expect(variety.size).toBeGreaterThan(8);
    const once = await (await visit('lead-1')).text();
    expect(await (await visit('lead-1')).text()).toBe(once);
  });

  it('serves pages, pictures, styles and scripts, and nothing else', async () => {
    for (const [path, type] of [
      ['a/', 'text/html; charset=utf-8'],
      ['a/contact', 'text/html; charset=utf-8'],
      ['a/assets/hero.png', 'image/png'],
      ['a/assets/hero.jpg', 'image/jpeg'],
      ['a/assets/style.css', 'text/css; charset=utf-8'],
      ['a/assets/site.js', 'text/javascript; charset=utf-8'],
    ]) {
      const response = await visit(path);
      expect([
        path,
        response.status,
        response.headers.get('content-type'),
      ]).toEqual([path, 200, type]);
      await response.arrayBuffer();
    }
    expect((await visit('a/secret')).status).toBe(404);
    expect((await visit('')).status).toBe(404);
  });

  it('escapes what stands in a name', async () => {
    const page = await (await visit(encodeURIComponent('<script>x"&'))).text();
    expect(page).not.toContain('<script>x');
    expect(page).toContain('&#60;');
  });

  it.each([
    ['redirect-good-one', '/sites/good-one'],
    ['redirect-private', 'http://10.0.0.1/'],
    ['redirect-loop', '/sites/redirect-loop'],
  ])('sends %s to %s', async (name, location) => {
    const response = await visit(name);
    expect(response.status).toBe(301);
    expect(response.headers.get('location')).toBe(location);
  });

  it('fails where the name says so', async () => {
    expect((await visit('error')).status).toBe(500);
  });

  it.each([
    ['huge', 3 * 1024 * 1024],
    ['slow', 40],
  ])('never ends the body of %s', async (name, enough) => {
    const stop = new AbortController();
    const response = await fetch(`${sandbox.httpUrl}/sites/${name}`, {
      signal: stop.signal,
    });
    expect(response.headers.get('content-length')).toBeNull();
    let received = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      received += chunk.length;
      if (received >= enough) break;
    }
    expect(received).toBeGreaterThanOrEqual(enough);
    stop.abort();
  });

  it('is served over TLS with a certificate of the sandbox', async () => {
    const visited = await new Promise<{
      status?: number;
      certificate: { subjectaltname?: string; valid_to: string };
      authorized: boolean;
    }>((resolve, reject) => {
      httpsRequest(
        `${sandbox.httpsUrl}/sites/good-one`,
        { ca: sandbox.ca, agent: false },
        response => {
          const socket = response.socket as TLSSocket;
          resolve({
            status: response.statusCode,
            certificate: socket.getPeerCertificate(),
            authorized: socket.authorized,
          });
          response.resume();
        },
      )
        .on('error', reject)
        .end();
    });
    expect(visited.status).toBe(200);
    expect(visited.authorized).toBe(true);
    expect(visited.certificate.subjectaltname).toBe(
      'DNS:localhost, IP Address:127.0.0.1',
    );
    const days =
      (Date.parse(visited.certificate.valid_to) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(300);
  });

  it('is not trusted by a client that does not know the authority', async () => {
    await expect(
      fetch(`${sandbox.httpsUrl}/sites/good-one`),
    ).rejects.toMatchObject({
      cause: {
        code: expect.stringMatching(
          /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET/,
        ),
      },
    });
  });
});
