import { FetchedSite } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { cookieFindings, readCookies } from './cookies';
import { bySeverity, SecurityFinding, securityScore } from './findings';
import { headerFindings, readSecurityHeaders } from './headers';
import {
  detectTechnologies,
  findContacts,
  mixedContent,
  mixedContentFindings,
  technologyFindings,
} from './page';
import { PageScan, scanPage } from './pageScan';
import { parseRobots, robotsFindings } from './robots';
import { examineTransport, requireReachable } from './transport';

const tls = {
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  valid_to: '2027-01-01T00:00:00.000Z',
  days_to_expiry: 200,
  issuer: 'An authority',
  authorized: true,
  authorization_error: null,
};

function site(
  body: string,
  options: {
    url?: string;
    status?: number;
    headers?: Record<string, string | string[]>;
    tls?: Partial<typeof tls> | null;
  } = {},
): FetchedSite {
  const url = options.url ?? 'https://example.com/';
  return {
    mode: 'live',
    final_url: url,
    hops: [
      {
        url,
        status: options.status ?? 200,
        headers: options.headers ?? {},
        address: '192.0.2.1',
        tls: options.tls === null ? null : { ...tls, ...options.tls },
      },
    ],
    body: Buffer.from(body),
    truncated: false,
    duration_ms: 1,
  };
}

const ids = (findings: SecurityFinding[]) => findings.map(f => f.id);

describe('headers', () => {
  const good = {
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'content-security-policy': "default-src 'self'; frame-ancestors 'none'",
    'referrer-policy': 'strict-origin-when-cross-origin',
    'x-content-type-options': 'nosniff',
  };
  const findingsOf = (headers: Record<string, string>, https = true) =>
    ids(headerFindings(readSecurityHeaders(headers), { https }));

  it('finds nothing wrong with good ones', () => {
    expect(findingsOf(good)).toEqual([]);
  });

  it('finds everything that is missing', () => {
    expect(findingsOf({})).toEqual([
      'hsts_missing',
      'csp_missing',
      'framing_open',
      'content_type_sniffing',
      'referrer_leak',
    ]);
  });

  it.each([
    ['strict-transport-security', 'max-age=300', 'hsts_short'],
    [
      'content-security-policy',
      "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
      'csp_weak',
    ],
    ['referrer-policy', 'unsafe-url', 'referrer_leak'],
    ['x-content-type-options', 'sniff', 'content_type_sniffing'],
  ])('finds a weak %s', (name, value, finding) => {
    expect(findingsOf({ ...good, [name]: value })).toEqual([finding]);
  });

  it('takes X-Frame-Options for frame-ancestors, but not ALLOWALL', () => {
    const policy = { 'content-security-policy': "default-src 'self'" };
    const framed = { ...good, ...policy, 'x-frame-options': 'SAMEORIGIN' };
    expect(findingsOf(framed)).toEqual([]);
    expect(findingsOf({ ...framed, 'x-frame-options': 'ALLOWALL' })).toEqual([
      'framing_open',
    ]);
  });

  it('expects no HSTS without TLS', () => {
    expect(findingsOf({}, false)).not.toContain('hsts_missing');
  });
});

describe('cookies', () => {
  const cookies = readCookies(
    site('', {
      headers: {
        'set-cookie': [
          'session=very-secret; Path=/',
          'theme=dark; Secure; HttpOnly; SameSite=Lax',
          'broken',
        ],
      },
    }).hops,
  );

  it('reads flags and never values', () => {
    expect(cookies).toEqual([
      { name: 'session', secure: false, http_only: false, same_site: null },
      { name: 'theme', secure: true, http_only: true, same_site: 'lax' },
    ]);
  });

  it('names the cookies that are open', () => {
    const findings = cookieFindings(cookies, { https: true });
    expect(ids(findings)).toEqual([
      'cookie_not_secure',
      'cookie_not_http_only',
      'cookie_no_same_site',
    ]);
    expect(findings[0].title).toContain('session');
    expect(findings[0].title).not.toContain('theme');
    expect(cookieFindings([cookies[1]], { https: true })).toEqual([]);
  });
});

describe('transport', () => {
  it.each([
    [{}, []],
    [{ protocol: 'TLSv1.1' }, ['tls_old']],
    [{ days_to_expiry: 29 }, ['certificate_expires']],
    [{ days_to_expiry: 30 }, []],
  ])('examines %j', (changed, expected) => {
    const { findings } = examineTransport(site('', { tls: changed }));
    expect(ids(findings)).toEqual(expected);
  });

  it('is worse the nearer the end of the certificate', () => {
    const severity = (days_to_expiry: number) =>
      examineTransport(site('', { tls: { days_to_expiry } })).findings[0]
        .severity;
    expect(severity(14)).toBe('medium');
    expect(severity(13)).toBe('high');
  });

  it('finds a site without TLS', () => {
    const { transport, findings } = examineTransport(site('', { tls: null }));
    expect(transport).toBeNull();
    expect(ids(findings)).toEqual(['no_tls']);
  });

  it.each([
    [{ status: 404 }, { fault: 'lead', retryable: false }],
    [{ status: 503 }, { fault: 'lead', retryable: true }],
    [
      {
        tls: {
          authorized: false,
          authorization_error: 'CERT_HAS_EXPIRED',
        } as unknown as Partial<typeof tls>,
      },
      { fault: 'lead', message: expect.stringContaining('CERT_HAS_EXPIRED') },
    ],
  ])('refuses %j', (options, expected) => {
    expect(() => requireReachable(site('', options))).toThrow(
      expect.objectContaining(expected),
    );
  });
});

describe('page', () => {
  const page = `<html><head>
    <meta name="generator" content="WordPress 6.4.2">
    <script src="http://cdn.example/jquery-3.7.1.min.js"></script>
    <link rel="stylesheet" href="https://example.com/style.css">
    </head><body>
    <form action="http://example.com/send"></form>
    <img src="http://example.com/logo@2x.png"><img src="/ok.png">
    <a href="mailto:Office@Example.com?subject=x">Write</a>
    <a href="tel:+1-512-555-0142">Call</a>
    <p>or sales@example.com, or logo@2x.png</p>
    <script>var a = "hidden@example.com"</script>
    </body></html>`;
  const fetched = site(page, { headers: { server: 'nginx/1.25.3 (Ubuntu)' } });
  const { signal } = new AbortController();
  let scan: PageScan;

  beforeAll(async () => {
    scan = await scanPage(fetched, { signal });
  });

  it('counts what an https page loads without TLS', () => {
    const mixed = mixedContent(scan, 'https://example.com/');
    expect(mixed).toMatchObject({ active: 2, passive: 1 });
    expect(ids(mixedContentFindings(mixed))).toEqual([
      'mixed_content_active',
      'mixed_content_passive',
    ]);
    expect(mixedContent(scan, 'http://example.com/').active).toBe(0);
  });

  it('detects what the site is made with', () => {
    const technologies = detectTechnologies(scan, fetched);
    expect(technologies).toEqual([
      { name: 'nginx', version: '1.25.3', evidence: 'header server' },
      { name: 'WordPress', version: '6.4.2', evidence: 'meta generator' },
      {
        name: 'jQuery',
        version: '3.7.1',
        evidence: 'address of a script or style',
      },
    ]);
    expect(technologyFindings(technologies)[0].title).toContain(
      'nginx, WordPress',
    );
    expect(technologyFindings([{ ...technologies[0], version: null }])).toEqual(
      [],
    );
  });

  it('finds the addresses that a visitor can see', () => {
    expect(findContacts(scan)).toEqual({
      emails: ['office@example.com', 'sales@example.com'],
      phones: ['+1-512-555-0142'],
    });
  });

  it.each<[string, Record<string, string>, string]>([
    ['its meta', {}, '<meta charset="iso-8859-1"><p>Caf\xe9</p>'],
    [
      'its header',
      { 'content-type': 'text/html; charset=ISO-8859-1' },
      '<p>Caf\xe9</p>',
    ],
  ])('is read in the character set of %s', async (_, headers, html) => {
    const latin = site('', { headers });
    latin.body = Buffer.from(html, 'latin1');
    expect((await scanPage(latin, { signal })).text).toContain('Café');
  });

  it('is read as UTF-8 when it names no character set that exists', async () => {
    const unknown = site('<meta charset="klingon"><p>Café</p>');
    expect((await scanPage(unknown, { signal })).text).toContain('Café');
  });

  it.each([
    ['nested endlessly', '<div>'.repeat(100_000)],
    [
      'nested and closed by what was never opened',
      '<div>'.repeat(100_000) + '</span>'.repeat(100_000),
    ],
    [
      'with endless styles',
      Array.from({ length: 50_000 }, (_, i) => `<b a${i}>`).join(''),
    ],
  ])('is left unread when it is %s', async (_, html) => {
    const start = '<a href="mailto:a@example.com">x</a>';
    const deep = await scanPage(site(start + html), { signal });
    expect(deep.gaveUp).toBe(true);
    expect(deep.mailto).toEqual(['a@example.com']);
  });

  it.each([
    ['tags', '<script src="jquery'.repeat(50_000)],
    ['addresses', 'a.a@a.'.repeat(200_000)],
    ['attributes', `<a ${'x=1 '.repeat(250_000)}`],
    ['comments', '<!--'.repeat(250_000)],
    ['one address', `<script src="${'jquery'.repeat(200_000)}"></script>`],
  ])('is read to its end when it is a flood of %s', async (_, html) => {
    const flood = await scanPage(site(html), { signal });
    expect(flood.gaveUp).toBe(false);
    expect(findContacts(flood).emails).toEqual([]);
    expect(detectTechnologies(flood, site(html)).length).toBeLessThan(3);
  });

  it('is left alone when the test is cancelled', async () => {
    const cancelling = new AbortController();
    const reading = scanPage(site('<p>x</p>'.repeat(50_000)), cancelling);
    cancelling.abort(new Error('cancelled'));
    await expect(reading).rejects.toThrow('cancelled');
  });
});

describe('robots.txt', () => {
  it.each([
    ['User-agent: *\nDisallow: /', true],
    ['User-agent: *\nDisallow: /admin', false],
    ['User-agent: BadBot\nDisallow: /\nUser-agent: *\nDisallow:', false],
    ['User-agent: a\nUser-agent: *\nDisallow: / # all', true],
    ['User-agent: *\nDisallow: /\nAllow: /public', false],
    ['', false],
  ])('%j keeps everybody out: %s', (text, expected) => {
    expect(parseRobots(text).disallows_all).toBe(expected);
  });

  it('lists sitemaps and says when there is none', () => {
    const sitemap = 'https://example.com/sitemap.xml';
    expect(parseRobots(`Sitemap: ${sitemap}`).sitemaps).toEqual([sitemap]);
    const robots = {
      present: false,
      status: 404,
      disallows_all: false,
      sitemaps: [],
    };
    expect(ids(robotsFindings(robots))).toEqual(['robots_missing']);
    expect(robotsFindings({ ...robots, present: true })).toEqual([]);
  });
});

describe('score', () => {
  const finding = (severity: SecurityFinding['severity']): SecurityFinding => ({
    id: severity,
    severity,
    title: '',
    what_to_do: '',
  });

  it('takes points by severity and ends at 0', () => {
    expect(securityScore([])).toBe(100);
    expect(
      securityScore([finding('high'), finding('medium'), finding('low')]),
    ).toBe(61);
    expect(securityScore([finding('info')])).toBe(100);
    expect(securityScore(Array(9).fill(finding('high')))).toBe(0);
  });

  it('puts the worst first', () => {
    const mixed = [finding('info'), finding('high'), finding('medium')];
    expect(ids(bySeverity(mixed))).toEqual(['high', 'medium', 'info']);
  });
});
