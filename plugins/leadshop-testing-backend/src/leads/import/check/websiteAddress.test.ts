import fc from 'fast-check';
import { readWebsiteAddress, unusual } from './websiteAddress';

describe('readWebsiteAddress', () => {
  it.each([
    ['acme.com', 'https://acme.com'],
    ['www.Acme.COM/', 'https://www.acme.com'],
    ['HTTP://acme.com/Path/', 'http://acme.com/Path/'],
    ['https://acme.com/?utm_source=x', 'https://acme.com/?utm_source=x'],
    ['//acme.com', 'https://acme.com'],
    ['acme.com:8080/shop', 'https://acme.com:8080/shop'],
    ['https://acme.com:443', 'https://acme.com'],
    ['müller.de', 'https://xn--mller-kva.de'],
    ['https://acme.com.', 'https://acme.com'],
    ['https://my_shop.acme.com', 'https://my_shop.acme.com'],
    [
      'https://localhost:7011/sites/sunrise-dental',
      'https://localhost:7011/sites/sunrise-dental',
    ],
    ['http://127.0.0.1:7010/sites/a', 'http://127.0.0.1:7010/sites/a'],
    ['http://[::1]/a', 'http://[::1]/a'],
    ['acme.com/a/../b', 'https://acme.com/b'],
    ['acme.com/with space', 'https://acme.com/with%20space'],
  ])('takes %s', (text, url) => {
    expect(readWebsiteAddress(text)).toEqual({ url });
  });

  it.each([
    ['invalid-url', /no dot/],
    ['N/A', /no dot/],
    ['localhost:7011/sites/a', /no dot/],
    ['https://acme', /no dot/],
    ['1.450', /not a web address/],
    ['12345', /not a web address/],
    ['https://12345', /not a web address/],
    ['10.0.0.1', /not a web address/],
    ['acme .com', /not a web address/],
    ['www.a.com, www.b.com', /not a web address/],
    ['acme..com', /not a web address/],
    ['-acme.com', /not a web address/],
    [`${'a'.repeat(64)}.com`, /not a web address/],
    ['ftp://acme.com', /http or https/],
    ['mailto:info@acme.com', /http or https/],
    ['about:blank', /http or https/],
    ['info@acme.com', /e-mail address/],
    ['https://user:secret@acme.com/', /user name or password/],
    ['https://', /not a web address/],
  ])('refuses %s', (text, problem) => {
    expect(readWebsiteAddress(text)).toEqual({
      problem: expect.stringMatching(problem),
    });
  });

  it('gives for usual addresses what the thorough way gives', () => {
    const label = fc.stringMatching(/^[a-zA-Z0-9-]{1,12}$/);
    const path = fc.stringMatching(/^(\/[\w.~-]{0,6}){0,4}$/);
    const address = fc
      .tuple(
        fc.constantFrom('', 'http://', 'https://', 'HTTPS://'),
        fc.array(label, { minLength: 1, maxLength: 4 }),
        path,
      )
      .map(([scheme, labels, rest]) => scheme + labels.join('.') + rest);
    fc.assert(
      fc.property(address, text => {
        expect(readWebsiteAddress(text)).toEqual(unusual(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('gives what it has given, when it is read again', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ withFragments: true, withQueryParameters: true }),
        text => {
          const first = readWebsiteAddress(text);
          fc.pre('url' in first);
          expect(readWebsiteAddress('url' in first ? first.url : '')).toEqual(
            first,
          );
        },
      ),
    );
  });
});
