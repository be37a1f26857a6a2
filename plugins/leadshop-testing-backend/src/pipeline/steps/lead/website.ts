import { parse } from 'tldts';

/** A site in the parts that the assessments need. */
export interface Website {
  /** Canonical address. */
  url: string;
  host: string;
  /** `example.co.uk` of `www.example.co.uk`; null for addresses and local names. */
  registrable_domain: string | null;
  is_ip: boolean;
}

const TRACKING = /^(utm_\w+|gclid|fbclid|msclkid|mc_[ce]id)$/i;

/**
 * The one form of a site's address: host in lower case without a dot at the
 * end, no default port, no fragment, no tracking parameters, no slash at the
 * end of a path.
 */
export function canonicalUrl(address: string): string {
  const url = new URL(address.trim());
  url.hash = '';
  url.hostname = url.hostname.replace(/\.$/, '');
  for (const name of [...url.searchParams.keys()]) {
    if (TRACKING.test(name)) url.searchParams.delete(name);
  }
  if (url.pathname.length > 1) {
    url.pathname = url.pathname.replace(/\/+$/, '') || '/';
  }
  return url.toString();
}

/** Takes a site's address apart. Throws when it is no address. */
export function parseWebsite(address: string): Website {
  const url = canonicalUrl(address);
  const host = new URL(url).hostname;
  const parsed = parse(host, { allowPrivateDomains: false });
  const known = parsed.isIcann || parsed.isPrivate;
  return {
    url,
    host,
    registrable_domain: known ? parsed.domain : null,
    is_ip: parsed.isIp === true,
  };
}

/** The domain of another address, for comparing; null when it has none. */
export function registrableDomain(address: string | null): string | null {
  if (!address) return null;
  try {
    return parseWebsite(address).registrable_domain;
  } catch {
    return null;
  }
}
