import { createHmac } from 'node:crypto';
import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';
import { AllowedHost } from '../../config';

/** A call as it came. */
export interface Received {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** How a call is answered; what it does not end stays open. */
export type Reply = (response: ServerResponse, call: Received) => void;

export const answer =
  (status: number, headers: Record<string, string> = {}, body = ''): Reply =>
  response =>
    response.writeHead(status, headers).end(body);

/** An endpoint of somebody else: keeps what it receives. */
export class Receiver {
  readonly received: Received[] = [];
  reply: Reply = answer(204);
  readonly #server: Server;
  #onCall: () => void = () => {};

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>(resolve =>
      receiver.#server.listen(0, '127.0.0.1', resolve),
    );
    return receiver;
  }

  private constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', text => {
        body += text;
      });
      request.on('end', () => {
        const call = {
          path: request.url ?? '',
          headers: request.headers,
          body,
        };
        this.received.push(call);
        this.reply(response, call);
        this.#onCall();
      });
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook?channel=7`;
  }

  /** The setting that opens it. */
  get allowed(): AllowedHost {
    return { host: '127.0.0.1', port: this.port, mode: 'live' };
  }

  /** Ends when so many calls have come. */
  async calls(count: number): Promise<Received[]> {
    while (this.received.length < count) {
      await new Promise<void>(resolve => {
        this.#onCall = resolve;
      });
    }
    return this.received;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

/**
 * Which signatures of a call are right, by the words of the specification and
 * none of the code that signed.
 */
export function verified({ headers, body }: Received, secret: string): number {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const expected = createHmac('sha256', key).update(content).digest('base64');
  return String(headers['webhook-signature'])
    .split(' ')
    .filter(signature => signature === `v1,${expected}`).length;
}
