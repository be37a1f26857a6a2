import ipaddr from 'ipaddr.js';

/** Says why an address must not be called; `undefined` when it is public. */
export type AddressProblem = (address: string) => string | undefined;

/** The part of IPv6 that is handed out for the public internet (RFC 4291). */
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];
/** Well-known NAT64 prefix (RFC 6052): the last 32 bits are an IPv4 address. */
const NAT64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96];

const RANGE_NAMES: Readonly<Record<string, string>> = {
  unspecified: 'the unspecified address',
  loopback: 'an address of this machine',
  private: 'a private address',
  uniqueLocal: 'a private address',
  linkLocal: 'a link-local address, where cloud metadata lives',
  carrierGradeNat: 'an address inside a provider network',
  multicast: 'a multicast address',
  broadcast: 'a broadcast address',
  benchmarking: 'an address for benchmarks',
};

function describe(address: string, range: string): string {
  return `${address} is ${
    RANGE_NAMES[range] ?? 'a reserved address'
  }, not a public one`;
}

function embeddedIPv4(address: ipaddr.IPv6): ipaddr.IPv4 {
  return new ipaddr.IPv4(address.toByteArray().slice(12));
}

/**
 * Everything that is not plainly public is refused. IPv4 inside IPv6 is judged
 * by the IPv4 address where such a form is in honest use (mapped, and NAT64 as
 * IPv6-only networks answer it); 6to4, Teredo and the like are refused whole.
 */
export const publicAddressProblem: AddressProblem = text => {
  if (!ipaddr.isValid(text)) return `${text} is not an IP address`;
  const parsed = ipaddr.parse(text);
  if (parsed.kind() === 'ipv4') {
    const range = parsed.range();
    return range === 'unicast' ? undefined : describe(text, range);
  }
  const address = parsed as ipaddr.IPv6;
  if (address.isIPv4MappedAddress() || address.match(NAT64)) {
    return publicAddressProblem(embeddedIPv4(address).toString());
  }
  const range = address.range();
  const isPublic = range === 'unicast' && address.match(GLOBAL_UNICAST);
  return isPublic ? undefined : describe(text, range);
};
