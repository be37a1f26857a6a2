import { AllowedHost } from '../../config';
import { explainForbiddenUrl, judgeSiteUrl, WEB_PORTS } from './siteUrls';
import { publicAddressProblem } from './addresses';

const sandbox: AllowedHost[] = [
  { host: '127.0.0.1', port: 7010, mode: 'sandbox' },
  { host: 'localhost', port: 7011, mode: 'sandbox' },
  { host: '::1', port: 443, mode: 'live' },
];

describe('explainForbiddenUrl', () => {
  it.each([
    ['not a url', 'not a web address'],
    ['', 'not a web address'],
    // eslint-disable-next-line no-script-url -- what a hostile user may type
    ['javascript:alert(1)', "scheme is 'javascript'"],
    ['file:///etc/passwd', "scheme is 'file'"],
    ['ftp://shop.example/', "scheme is 'ftp'"],
    ['https://user@shop.example/', 'user name or password'],
    ['https://:secret@shop.example/', 'user name or password'],
    ['http://shop.example:8080/', 'port is 8080'],
    ['http://shop.example:22/', 'port is 22'],
    ['http://127.0.0.1/', 'this machine'],
    ['http://2130706433/', '127.0.0.1'],
    ['http://0x7f000001/', '127.0.0.1'],
    ['http://0177.0.0.1/', '127.0.0.1'],
    ['http://127.1/', '127.0.0.1'],
    ['http://0xa9fea9fe/', '169.254.169.254'],
    ['http://169.254.169.254/latest/meta-data', 'metadata'],
    ['http://[::1]/', 'this machine'],
    ['http://[::ffff:10.0.0.1]/', 'private'],
    ['http://[fd00::1]/', 'private'],
    ['http://１２７.0.0.1/', '127.0.0.1'],
    ['http://localhost/', 'inside a network'],
    ['http://localhost./', 'inside a network'],
    ['http://LOCALHOST/', 'inside a network'],
    ['http://shop.localhost/', 'inside a network'],
    ['http://printer.local/', 'inside a network'],
    ['http://metadata.google.internal/', 'inside a network'],
    ['http://nas.home.arpa/', 'inside a network'],
    ['http://intranet/', 'inside a network'],
    ['http://localhost:7010/', 'port is 7010'],
    ['http://127.0.0.1:7011/', 'port is 7011'],
  ])('refuses %s', (url, why) => {
    const said = explainForbiddenUrl(url, sandbox);
    expect(said).toContain(why);
    expect(said).toContain('allowedHosts');
    expect(said).not.toContain('secret');
  });

  it.each([
    'http://shop.example/',
    'https://shop.example:443/a?b#c',
    'http://shop.example:443/',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'http://127.0.0.1:7010/sites/a',
    'http://2130706433:7010/sites/a',
    'https://localhost:7011/sites/a',
    'https://LocalHost.:7011/',
    'https://[::1]/',
  ])('lets %s pass', url => {
    expect(explainForbiddenUrl(url, sandbox)).toBeUndefined();
  });
});

it('takes an allowed URL apart', () => {
  expect(
    judgeSiteUrl('https://[::1]/x', {
      allowedHosts: sandbox,
      addressProblem: publicAddressProblem,
      ports: WEB_PORTS,
    }),
  ).toMatchObject({ host: '::1', port: 443, allowed: sandbox[2] });
});
