import { IncomingMessage, request } from 'node:http';
import { Socket } from 'node:net';
import { SiteHop } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { ACCEPTED_ENCODINGS } from './boundedBody';
import { describeTls } from './connection';
import { SiteCredential } from './siteCredential';
import { SiteTarget } from './siteUrls';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Who is asking; site owners find it in their logs. */
const USER_AGENT = 'LeadShop-Testing/1.0 (website check)';

function presentHeaders(response: IncomingMessage): SiteHop['headers'] {
  const headers: SiteHop['headers'] = {};
  for (const [name, value] of Object.entries(response.headers)) {
    headers[name] = value as string | string[];
  }
  return headers;
}

/** Asks for one page over a connection that is open, and reads the headers. */
export function requestHop(
  target: SiteTarget,
  socket: Socket,
  options: { signal: AbortSignal; credential: SiteCredential | undefined },
): Promise<{ hop: SiteHop; response: IncomingMessage }> {
  const { url } = target;
  const { signal, credential } = options;
  return new Promise((resolve, reject) => {
    request({
      createConnection: () => socket,
      path: `${url.pathname}${url.search}`,
      signal,
      headers: {
        host: url.host,
        accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
        'accept-encoding': ACCEPTED_ENCODINGS,
        'user-agent': USER_AGENT,
        connection: 'close',
        ...(credential && { authorization: credential.header }),
      },
    })
      .on('error', reject)
      .on('response', response =>
        resolve({
          response,
          hop: {
            url: url.href,
            status: response.statusCode as number,
            headers: presentHeaders(response),
            address: socket.remoteAddress as string,
            tls: describeTls(socket),
            ...(credential && { credential: credential.name }),
          },
        }),
      )
      .end();
  });
}

/** Where an answer sends us, as it says it; `undefined` when it is the end. */
export function redirectOf(hop: SiteHop): string | undefined {
  const { location } = hop.headers;
  return REDIRECTS.has(hop.status) && typeof location === 'string'
    ? location
    : undefined;
}
