/*
 * What an address that a lead gave must look like before a name is resolved or
 * a socket is opened. The same rules answer the HTTP API (nothing is stored
 * for a forbidden address) and every hop of the guarded client.
 */
import { isIP } from 'node:net';
import { AllowedHost } from '../../config';
import { AddressProblem, publicAddressProblem } from './addresses';

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
};
const LOCAL_SUFFIXES = [
  '.localhost',
  '.local',
  '.internal',
  '.home.arpa',
] as const;

/** A URL that may be called, taken apart. */
export interface SiteTarget {
  url: URL;
  /** Lower-case name or address, without brackets and without a final dot. */
  host: string;
  port: number;
  /** The setting that opens this host and port, when there is one. */
  allowed: AllowedHost | undefined;
}

/** The ports of the web. */
export const WEB_PORTS: readonly number[] = [80, 443];

/** Judges URLs; the parts that differ in tests are arguments. */
export interface SiteUrlRules {
  allowedHosts: readonly AllowedHost[];
  addressProblem: AddressProblem;
  /** Ports that are open for every host. */
  ports: readonly number[];
}

function bareHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

function isLocalName(host: string): boolean {
  // A name without a dot is only ever known inside a network
  return (
    !host.includes('.') || LOCAL_SUFFIXES.some(suffix => host.endsWith(suffix))
  );
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Takes a URL apart, or says why it must not be called. */
export function judgeSiteUrl(
  text: string,
  rules: SiteUrlRules,
): SiteTarget | { problem: string } {
  const url = parseUrl(text);
  if (!url) return { problem: 'it is not a web address' };
  const defaultPort = DEFAULT_PORTS[url.protocol];
  if (defaultPort === undefined) {
    return {
      problem: `its scheme is '${url.protocol.slice(
        0,
        -1,
      )}', and only http and https are allowed`,
    };
  }
  if (url.username || url.password) {
    return { problem: 'it holds a user name or password' };
  }
  const host = bareHost(url.hostname);
  const port = url.port === '' ? defaultPort : Number(url.port);
  const allowed = rules.allowedHosts.find(
    entry => bareHost(entry.host) === host && entry.port === port,
  );
  if (allowed) return { url, host, port, allowed };
  if (!rules.ports.includes(port)) {
    return { problem: `its port is ${port}, and only 80 and 443 are allowed` };
  }
  const problem = isIP(host)
    ? rules.addressProblem(host)
    : isLocalName(host) && `'${host}' is a name inside a network`;
  return problem ? { problem } : { url, host, port, allowed };
}

/** What a person can do about a refused address. */
export const FORBIDDEN_ADVICE =
  'Give a public http or https address, or open the host and port in leadshopTesting.network.allowedHosts';

/**
 * Says why a URL that somebody gave can never be fetched, without resolving
 * its name; `undefined` when it may be tried.
 */
export function explainForbiddenUrl(
  url: string,
  allowedHosts: readonly AllowedHost[],
): string | undefined {
  const judged = judgeSiteUrl(url, {
    allowedHosts,
    addressProblem: publicAddressProblem,
    ports: WEB_PORTS,
  });
  return 'problem' in judged
    ? `This address cannot be used: ${judged.problem}. ${FORBIDDEN_ADVICE}.`
    : undefined;
}

/**
 * Says why a password must not be sent to an origin; `undefined` when it may.
 * Over http anybody on the way could read it, so that is for hosts alone that an
 * operator has opened.
 */
export function explainUnsafeOrigin(
  origin: string,
  allowedHosts: readonly AllowedHost[],
): string | undefined {
  const forbidden = explainForbiddenUrl(origin, allowedHosts);
  if (forbidden) return forbidden;
  return mayCarryPassword(
    judgeSiteUrl(origin, {
      allowedHosts,
      addressProblem: publicAddressProblem,
      ports: WEB_PORTS,
    }),
  )
    ? undefined
    : 'This address cannot be used: over http the password could be read on the way. Give an https address, or open the host and port in leadshopTesting.network.allowedHosts.';
}

/** Whether a password may be sent to a target. */
export function mayCarryPassword(
  judged: SiteTarget | { problem: string },
): judged is SiteTarget {
  return (
    'url' in judged &&
    (judged.url.protocol === 'https:' || judged.allowed !== undefined)
  );
}
