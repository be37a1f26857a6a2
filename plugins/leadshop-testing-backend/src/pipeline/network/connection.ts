/*
 * From a name to an open connection. The name is resolved once, every address
 * is judged, and the socket's own lookup is replaced by the judged addresses:
 * a name server that answers differently a moment later changes nothing.
 */
import { LookupAddress, promises as dns } from 'node:dns';
import { connect as connectTcp, isIP, LookupFunction, Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { SiteHop } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { AddressProblem } from './addresses';
import { untilAborted } from './deadline';
import { TlsFailure } from './siteFailures';
import { SiteTarget } from './siteUrls';

/** Resolves a name to all of its addresses. */
export type ResolveName = (name: string) => Promise<LookupAddress[]>;

/** The resolver of the operating system. */
export const resolveBySystem: ResolveName = name =>
  dns.lookup(name, { all: true, verbatim: true });

/** A name leads to an address that must not be called. */
export class ForbiddenAddress extends Error {}

/** Time for one of several addresses before the next is tried too. */
const NEXT_ADDRESS_AFTER_MS = 1_000;
const DAY_MS = 86_400_000;

/** All addresses of a target, each of them judged. */
export async function judgedAddresses(
  target: SiteTarget,
  resolve: ResolveName,
  addressProblem: AddressProblem,
  signal: AbortSignal,
): Promise<LookupAddress[]> {
  const family = isIP(target.host);
  if (family) return [{ address: target.host, family }];
  const addresses = await untilAborted(signal, resolve(target.host));
  if (target.allowed) return addresses;
  for (const { address } of addresses) {
    const problem = addressProblem(address);
    if (problem) {
      throw new ForbiddenAddress(`${target.host} leads to ${problem}`);
    }
  }
  return addresses;
}

/** Connects to one of the judged addresses, with TLS for https. */
export function connectTo(
  target: SiteTarget,
  addresses: LookupAddress[],
  ca: string | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  const judgedOnly: LookupFunction = (_name, _options, callback) =>
    callback(null, addresses);
  const tcp = {
    host: target.host,
    port: target.port,
    lookup: judgedOnly,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS,
  };
  const secure = target.url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const socket = secure
      ? connectTls({
          ...tcp,
          ca,
          servername: isIP(target.host) ? undefined : target.host,
          ALPNProtocols: ['http/1.1'],
        })
      : connectTcp(tcp);
    let reached = false;
    const onAbort = () => socket.destroy(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    // Stays for the life of the socket: a late error must not end the process
    socket.on('error', error => {
      signal.removeEventListener('abort', onAbort);
      reject(secure && reached ? new TlsFailure(error) : error);
    });
    socket.once('connect', () => {
      reached = true;
    });
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      signal.removeEventListener('abort', onAbort);
      resolve(socket);
    });
  });
}

/** What the certificate and the connection say; `null` without TLS. */
export function describeTls(socket: Socket): SiteHop['tls'] {
  if (!(socket instanceof TLSSocket)) return null;
  const certificate = socket.getPeerCertificate();
  const validTo = new Date(certificate.valid_to);
  return {
    protocol: socket.getProtocol(),
    cipher: socket.getCipher().name,
    valid_to: validTo.toISOString(),
    days_to_expiry: Math.floor((validTo.getTime() - Date.now()) / DAY_MS),
    issuer: [certificate.issuer.O, certificate.issuer.CN]
      .filter(Boolean)
      .join(', '),
    // A certificate that does not hold never gets this far
    authorized: socket.authorized,
    authorization_error: null,
  };
}
