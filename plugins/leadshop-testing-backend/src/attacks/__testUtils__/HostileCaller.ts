/* Sends what no well-meaning client would, byte by byte as it is given. */
import http, { IncomingMessage } from 'node:http';
import { ApiDescription } from '../../__testUtils__/ApiDescription';
import { API, Caller, TestBackend } from '../../__testUtils__/backend';
import { RawRequest } from './ApiInputs';

/** What came back. */
export interface RawAnswer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

/** One who knows the API and means no good. */
export class HostileCaller {
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  readonly #backend: TestBackend;
  readonly #caller: Caller;
  readonly #description: ApiDescription;

  constructor(
    backend: TestBackend,
    caller: Caller,
    description: ApiDescription,
  ) {
    this.#backend = backend;
    this.#caller = caller;
    this.#description = description;
  }

  send(request: RawRequest): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const body = request.body ?? '';
      http
        .request({
          agent: this.#agent,
          host: '127.0.0.1',
          port: this.#backend.port,
          method: request.method,
          path: request.path,
          headers: {
            authorization: `Bearer ${this.#caller.token}`,
            ...request.headers,
            ...(request.method === 'GET'
              ? {}
              : { 'content-length': String(Buffer.byteLength(body)) }),
          },
        })
        .on('error', reject)
        .on('response', response => {
          const chunks: Buffer[] = [];
          response
            .on('error', reject)
            .on('data', chunk => chunks.push(chunk))
            .on('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                headers: response.headers,
                text: Buffer.concat(chunks).toString(),
              }),
            );
        })
        .end(request.method === 'GET' ? undefined : body);
    });
  }

  /**
   * Sends a hostile request. Its answer is a clear one, of the kind that the API
   * describes, or there is a problem.
   */
  async attack(
    request: RawRequest,
  ): Promise<{ status: number; body?: unknown; problem?: string }> {
    const { status, headers, text } = await this.send(request);
    if (status >= 500) return { status, problem: text };
    const contentType = headers['content-type'] ?? '';
    try {
      const body = contentType.includes('json') ? JSON.parse(text) : text;
      if (status >= 400 && typeof body.error?.message !== 'string') {
        return { status, problem: `says nothing: ${text}` };
      }
      this.#description.check(
        { method: request.method, path: request.path.slice(API.length) },
        { status, contentType, body },
      );
      return { status, body };
    } catch (error) {
      return { status, problem: String(error) };
    }
  }

  close(): void {
    this.#agent.destroy();
  }
}
