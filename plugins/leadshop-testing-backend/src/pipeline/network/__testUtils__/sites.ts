import http, { RequestListener, Server } from 'node:http';
import https from 'node:https';
import net, { AddressInfo, Socket } from 'node:net';
import { SecureVersion } from 'node:tls';
import { generate } from 'selfsigned';
import { AllowedHost } from '../../../config';

/** A site that a test serves. */
export interface TestSite {
  port: number;
  requests: http.IncomingMessage[];
  /** When the client has ended all of its connections. */
  abandoned(): Promise<void>;
  /** The setting that opens it under a name. */
  allowed(host?: string, more?: Partial<AllowedHost>): AllowedHost;
  stop(): Promise<void>;
}

function serve(server: net.Server, host: string): Promise<TestSite> {
  const sockets = new Set<Socket>();
  const requests: http.IncomingMessage[] = [];
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('request', request => requests.push(request));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        port,
        requests,
        abandoned: async () => {
          await Promise.all(
            [...sockets].map(
              socket => new Promise(done => socket.once('close', done)),
            ),
          );
        },
        allowed: (name = 'shop.example', more = {}) => ({
          host: name,
          port,
          mode: 'live',
          ...more,
        }),
        stop: () =>
          new Promise<void>(done => {
            for (const socket of sockets) socket.destroy();
            server.close(() => done());
          }),
      });
    });
  });
}

export function startSite(
  listener: RequestListener,
  host = '127.0.0.1',
): Promise<TestSite> {
  return serve(http.createServer(listener) as Server, host);
}

export function startRawSite(onConnection: (socket: Socket) => void) {
  return serve(
    net.createServer(socket => {
      socket.on('error', () => {});
      // Without a reader it would not notice that the client has gone
      socket.resume();
      onConnection(socket);
    }),
    '127.0.0.1',
  );
}

/** A certificate and its key, PEM. */
export interface Credentials {
  cert: string;
  key: string;
}

export function startTlsSite(
  credentials: Credentials,
  listener: RequestListener,
  tls: { minVersion?: SecureVersion; maxVersion?: SecureVersion } = {},
) {
  return serve(
    https.createServer({ ...credentials, ...tls }, listener),
    '127.0.0.1',
  );
}

const DAY_MS = 86_400_000;

/** Makes an authority, or a certificate that one signed. */
export async function makeCertificate(options: {
  name: string;
  signedBy?: Credentials;
  organisation?: string;
  fromDays?: number;
  toDays?: number;
}): Promise<Credentials> {
  const { name, signedBy, organisation, fromDays = -1, toDays = 90 } = options;
  const attributes = [{ name: 'commonName', value: name }];
  if (organisation) {
    attributes.push({ name: 'organizationName', value: organisation });
  }
  const { cert, private: key } = await generate(attributes, {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() + fromDays * DAY_MS),
    notAfterDate: new Date(Date.now() + toDays * DAY_MS),
    ca: signedBy,
    extensions: [
      { name: 'basicConstraints', cA: !signedBy },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: name },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { cert, key };
}
