import http, { RequestListener } from 'node:http';
import { AddressInfo, Server } from 'node:net';
import { failureOf } from '../../network/__testUtils__/failureOf';
import { SandboxProviders } from './sandboxProviders';

type Made = ReturnType<SandboxProviders['create']>;

/** A server on a free port, for the time of a test. */
export async function listening(server: Server | http.Server) {
  server.listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      const closed = new Promise(resolve => server.close(resolve));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}

/** Lets a test use providers whose vendors answer what it says. */
export async function withVendor<T>(
  started: SandboxProviders,
  listener: RequestListener,
  use: (providers: Made) => Promise<T>,
  apiKey = 'k',
): Promise<T> {
  const { url: baseUrl, stop } = await listening(http.createServer(listener));
  const vendor = { baseUrl, apiKey };
  try {
    return await use(
      started.create({
        providers: {
          pagespeed: vendor,
          places: vendor,
          semrush: vendor,
          llm: vendor,
          screenshotone: {
            baseUrl,
            accessKey: 'access',
            secretKey: 'secret',
          },
        },
      }),
    );
  } finally {
    await stop();
  }
}

/** The failure that an answer of a vendor leads to. */
export function failureWhenAnswered(
  started: SandboxProviders,
  answer: { status?: number; body: unknown; apiKey?: string },
  call: (providers: Made) => Promise<unknown>,
) {
  const { status = 200, body, apiKey } = answer;
  return withVendor(
    started,
    (_, response) => {
      response.statusCode = status;
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    },
    providers => failureOf(call(providers)),
    apiKey,
  );
}
