import { keys, OWN, PRODUCTION, read } from './__testUtils__/settings';

describe('with keys', () => {
  it('calls the real vendors', () => {
    const { providers, sandbox } = read({ providers: keys }, PRODUCTION);
    expect(sandbox).toBeUndefined();
    for (const provider of Object.values(providers)) {
      expect(provider.mode).toBe('live');
    }
    expect(providers).toMatchObject({
      s3: {
        baseUrl: '',
        bucket: 'evidence',
        region: 'us-east-1',
        forcePathStyle: false,
        accessKeyId: undefined,
      },
      pagespeed: {
        baseUrl: 'https://www.googleapis.com/pagespeedonline/v5',
        apiKey: 'key-1',
        timeoutMs: 90_000,
        cacheTtlMs: 3_600_000,
        maxConcurrent: 20,
      },
      places: { baseUrl: 'https://places.googleapis.com/v1', apiKey: 'key-2' },
      screenshotone: { accessKey: 'key-3', secretKey: 'key-4' },
      semrush: { apiKey: 'key-5', database: 'us', cacheTtlMs: 86_400_000 },
      llm: { apiKey: 'key-6', model: 'gpt-4o-mini', cacheTtlMs: 0 },
      smtp: {
        host: 'smtp.example.com',
        port: 587,
        secure: false,
        from: 'Tests <tests@example.com>',
        testMailbox: 'box@example.com',
        timeoutMs: 30_000,
        maxConcurrent: 10,
      },
    });
  });

  it('takes every setting of a provider', () => {
    const { providers } = read(
      {
        providers: {
          ...keys,
          s3: {
            ...keys.s3,
            endpoint: 'https://s3.example.com/',
            region: 'eu-central-1',
            accessKeyId: 'id',
            secretAccessKey: 'secret',
            forcePathStyle: true,
            timeout: 'PT5S',
            maxConcurrent: 7,
          },
          llm: {
            apiKey: 'key',
            baseUrl: 'https://llm.example.com/v1//',
            model: 'big',
            timeout: '2m',
            maxConcurrent: 3,
            cacheTtl: { minutes: 5 },
            pricing: { input: 1, output: 2, currency: 'EUR' },
          },
          smtp: {
            ...keys.smtp,
            port: 465,
            secure: true,
            username: 'u',
            password: 'p',
            spamLimit: 3,
            spamd: { host: 'spamd.example.com', port: 783 },
            timeout: { seconds: 5 },
            maxConcurrent: 2,
          },
        },
      },
      PRODUCTION,
    );
    expect(providers.s3).toEqual({
      mode: 'live',
      baseUrl: 'https://s3.example.com',
      region: 'eu-central-1',
      bucket: 'evidence',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      forcePathStyle: true,
      timeoutMs: 5_000,
      maxConcurrent: 7,
      cacheTtlMs: 0,
    });
    expect(providers.llm).toEqual({
      mode: 'live',
      baseUrl: 'https://llm.example.com/v1',
      apiKey: 'key',
      model: 'big',
      timeoutMs: 120_000,
      maxConcurrent: 3,
      cacheTtlMs: 300_000,
      pricing: { input: 1, output: 2, currency: 'EUR' },
    });
    expect(providers.smtp).toEqual({
      ...keys.smtp,
      mode: 'live',
      port: 465,
      secure: true,
      username: 'u',
      password: 'p',
      spamLimit: 3,
      spamd: { host: 'spamd.example.com', port: 783 },
      timeoutMs: 5_000,
      maxConcurrent: 2,
    });
  });

  it('does not call the sandbox live, whoever points at it', () => {
    const { providers, components } = read({
      providers: {
        pagespeed: {
          apiKey: 'key',
          baseUrl: 'http://127.0.0.1:7010/pagespeed',
        },
        smtp: { ...keys.smtp, host: '127.0.0.1', port: 7025 },
      },
      components: {
        'score-calculator': { url: 'http://127.0.0.1:7010/component/score' },
        'report-builder': { url: 'https://localhost:7011/component/report' },
        'email-formatter': { url: 'http://127.0.0.1:7/component/mail' },
        'content-generator': { url: 'https://content.example.com' },
      },
    });
    expect(providers.pagespeed.mode).toBe('sandbox');
    expect(providers.smtp.mode).toBe('sandbox');
    expect(components['score-calculator']?.mode).toBe('sandbox');
    expect(components['report-builder']?.mode).toBe('sandbox');
    expect(components['email-formatter']?.mode).toBe('live');
    expect(components['content-generator']?.mode).toBe('live');
  });

  it('plays a provider without keys elsewhere when told where', () => {
    const { providers } = read({
      providers: { places: { baseUrl: 'http://127.0.0.1:9000/places/' } },
    });
    expect(providers.places).toMatchObject({
      mode: 'sandbox',
      baseUrl: 'http://127.0.0.1:9000/places',
      apiKey: 'sandbox',
    });
  });
});

it('tests services of LeadShop in place of the reference', () => {
  const url = 'https://leadshop.example.com';
  const { components } = read({
    components: Object.fromEntries(OWN.map(slug => [slug, { url }])),
  });
  expect(Object.keys(components)).toEqual(OWN);
  expect(components['report-builder']).toMatchObject({ baseUrl: url });
});
