import { createHmac } from 'node:crypto';
import { decode } from 'jpeg-js';
import { PNG } from 'pngjs';
import { Sandbox, startSandbox } from '../sandbox';

describe('ScreenshotOne', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  });
  afterEach(() => sandbox.clearFaults());
  afterAll(() => sandbox.stop());

  const take = (query: string) =>
    fetch(`${sandbox.httpUrl}/screenshotone/take?${query}`);
  const query = (more: Record<string, string> = {}) =>
    new URLSearchParams({
      access_key: 'sandbox',
      url: 'https://a.example/',
      viewport_width: '300',
      viewport_height: '200',
      format: 'png',
      ...more,
    }).toString();
  const bytes = async (more?: Record<string, string>) =>
    Buffer.from(await (await take(query(more))).arrayBuffer());

  it('takes a PNG of the asked size, with something on it', async () => {
    const response = await take(
      query({ viewport_width: '1280', viewport_height: '800' }),
    );
    expect(response.headers.get('content-type')).toBe('image/png');
    const png = PNG.sync.read(Buffer.from(await response.arrayBuffer()));
    expect([png.width, png.height]).toEqual([1280, 800]);
    const colours = new Set<number>();
    for (let i = 0; i < png.data.length; i += 4)
      colours.add(png.data.readUInt32BE(i));
    expect(colours.size).toBeGreaterThanOrEqual(5);
  });

  it('takes a JPEG for a phone, at its scale', async () => {
    const response = await take(
      query({
        format: 'jpeg',
        viewport_width: '195',
        viewport_height: '422',
        viewport_mobile: 'true',
        device_scale_factor: '2',
      }),
    );
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    const jpeg = decode(Buffer.from(await response.arrayBuffer()));
    expect([jpeg.width, jpeg.height]).toEqual([390, 844]);
  });

  it('shows a site the same each time, and sites differ', async () => {
    const once = await bytes();
    expect((await bytes()).equals(once)).toBe(true);
    const others = await Promise.all(
      [1, 2, 3, 4].map(site => bytes({ url: `https://site-${site}.example/` })),
    );
    expect(others.some(other => !other.equals(once))).toBe(true);
  });

  it('verifies a signature when there is one', async () => {
    const signed = query();
    const sign = (secret: string) =>
      createHmac('sha256', secret).update(signed).digest('hex');
    expect((await take(`${signed}&signature=${sign('sandbox')}`)).status).toBe(
      200,
    );
    const refused = await take(`${signed}&signature=${sign('wrong')}`);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      is_successful: false,
      error_code: 'signature_is_not_valid',
      documentation_url: expect.any(String),
    });
  });

  it.each([
    [{ access_key: '' }, 'access_key_required'],
    [{ access_key: 'invalid' }, 'access_key_invalid'],
    [{ url: 'file:///etc/passwd' }, 'request_not_valid'],
    [{ format: 'gif' }, 'request_not_valid'],
    [{ viewport_width: '0' }, 'request_not_valid'],
    [{ viewport_height: 'tall' }, 'request_not_valid'],
    [{ device_scale_factor: '9' }, 'request_not_valid'],
    [{ viewport_width: '9999', viewport_height: '9999' }, 'request_not_valid'],
  ])('refuses %j', async (more, code) => {
    const response = await take(query(more as Record<string, string>));
    expect(response.status).toBe(400);
    expect((await response.json()).error_code).toBe(code);
  });

  it.each([
    ['rate_limit', 429, 'concurrency_limit_reached'],
    ['quota', 400, 'screenshots_limit_reached'],
    ['status', 500, 'internal_application_error'],
  ] as const)('fails as the vendor does on %s', async (kind, status, code) => {
    sandbox.addFault({ component: 'screenshotone-integration', kind });
    const response = await take(query());
    expect(response.status).toBe(status);
    expect((await response.json()).error_code).toBe(code);
  });
});
