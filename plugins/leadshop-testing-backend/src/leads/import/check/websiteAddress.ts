import { isIPv4 } from 'node:net';

/** A site's address in its one form, or why it is none. */
export type WebsiteAddress = { url: string } | { problem: string };

/*
 * Nearly every address is a plain host with a plain path. What this matches,
 * `new URL` would leave as it is, ten times slower; a test compares the two.
 */
const USUAL =
  /^(https?:\/\/)?((?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z]{2,})((?:\/[\w~-][\w.~-]*)*\/?)$/i;
const MAX_LABEL = 63;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;
const OTHER_SCHEME =
  /^(?:mailto|tel|sms|ftp|ftps|file|data|javascript|about):/i;

const NO_ADDRESS = {
  problem: 'is not a web address such as https://example.com',
};
const NOT_HTTP = { problem: 'must be an http or https address' };

/**
 * Reads a site's address. Without a scheme it gets `https://`; scheme and host
 * become lower case; a slash that is the whole path goes. Names without a dot
 * are taken for typing errors, except `localhost` with its scheme; IP addresses
 * need their scheme too, because `1.450` would be one.
 */
export function readWebsiteAddress(text: string): WebsiteAddress {
  const usual = USUAL.exec(text);
  if (usual && usual[2].length <= MAX_LABEL) {
    const [, scheme = 'https://', host, path] = usual;
    const rest = path === '/' ? '' : path;
    return { url: scheme.toLowerCase() + host.toLowerCase() + rest };
  }
  return unusual(text);
}

/** What {@link readWebsiteAddress} does, for addresses of every kind. */
export function unusual(text: string): WebsiteAddress {
  const explicit = text.includes('://');
  if (!explicit && OTHER_SCHEME.test(text)) return NOT_HTTP;
  let url: URL;
  try {
    url = new URL(explicit ? text : `https://${text.replace(/^\/\//, '')}`);
  } catch {
    return NO_ADDRESS;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return NOT_HTTP;
  if (url.username || url.password) {
    return {
      problem: text.includes('/')
        ? 'must not hold a user name or password'
        : 'is an e-mail address, not a web address',
    };
  }
  url.hostname = url.hostname.replace(/\.$/, '');
  const problem = hostProblem(url.hostname, text, explicit);
  if (problem) return { problem };
  const isRoot = url.pathname === '/' && !url.search && !url.hash;
  return { url: isRoot ? url.origin : url.href };
}

function hostProblem(
  host: string,
  text: string,
  explicit: boolean,
): string | undefined {
  if (host.startsWith('[') || isIPv4(host)) {
    // `new URL` makes 0.0.48.57 of 12345
    return explicit && text.includes(host) ? undefined : NO_ADDRESS.problem;
  }
  if (host === 'localhost' && explicit) return undefined;
  if (!host.includes('.')) return 'has no dot in its host, as in example.com';
  const labels = host.split('.');
  const isName =
    host.length <= 253 &&
    labels.every(label => label.length <= MAX_LABEL && LABEL.test(label));
  return isName ? undefined : NO_ADDRESS.problem;
}
