import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { publicAddressProblem } from './addresses';

describe('publicAddressProblem', () => {
  it.each([
    ['0.0.0.0', 'unspecified'],
    ['127.0.0.1', 'this machine'],
    ['127.255.255.254', 'this machine'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['169.254.169.254', 'metadata'],
    ['100.64.0.1', 'provider network'],
    ['100.127.255.255', 'provider network'],
    ['198.18.0.1', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['198.51.100.7', 'reserved'],
    ['203.0.113.7', 'reserved'],
    ['192.88.99.1', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'this machine'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['fec0::1', 'reserved'],
    ['fc00::1', 'private'],
    ['fd12:3456::1', 'private'],
    ['ff02::1', 'multicast'],
    ['100::1', 'reserved'],
    ['2001:db8::1', 'reserved'],
    ['3fff::1', 'reserved'],
    ['2001:2::1', 'benchmarks'],
    ['2001::1', 'reserved'],
    ['2002:7f00:1::', 'reserved'],
    ['2002:808:808::', 'reserved'],
    ['5f00::1', 'reserved'],
    ['64:ff9b:1::808:808', 'reserved'],
    ['4000::1', 'reserved'],
    ['::7f00:1', 'reserved'],
    ['::ffff:127.0.0.1', 'this machine'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['::ffff:a00:1', 'private'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b::a9fe:a9fe', 'metadata'],
    ['::ffff:0:127.0.0.1', 'reserved'],
    ['not an address', 'not an IP address'],
    ['', 'not an IP address'],
  ])('refuses %s', (address, why) => {
    expect(publicAddressProblem(address)).toContain(why);
  });

  it.each([
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.1',
    '100.128.0.1',
    '11.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
    '2606:4700:4700::1111',
    '2a00:1450:4001:800::200e',
  ])('lets %s pass', address => {
    expect(publicAddressProblem(address)).toBeUndefined();
  });

  it('judges an IPv4 address and its mapped form alike', () => {
    fc.assert(
      fc.property(fc.ipV4(), address => {
        const mapped = ipaddr.IPv4.parse(address).toIPv4MappedAddress();
        expect(publicAddressProblem(mapped.toString())).toBe(
          publicAddressProblem(address),
        );
      }),
    );
  });
});
