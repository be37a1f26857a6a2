import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Answer, Call, Protocol } from './exchange';
import { FaultBook, FaultRule } from './faults';
import { ReceivedRequest, RequestLog } from './requestLog';
import { SocketRegistry } from './sockets';
import { garbageAnswer, outageAnswer, send, sendTruncated } from './wire';

/**
 * The way of every call to a stand-in: read it whole, note it in the log, ask
 * the faults, then let the protocol answer, or let the fault happen on the
 * wire. Calls to the control API never come here, so a fault cannot lock
 * anybody out.
 */

/**
 * Crawlers ask the origin, and all sites have one. It belongs to no site, so it
 * is no call to a stand-in: a fault for the next call hits the site itself.
 */
const ROBOTS = 'User-agent: *\nDisallow: /control/\nAllow: /sites/\n';

/** Health checks of LeadShop Testing say what they are, or visit this site. */
const CHECK_AGENT = 'LeadShop-Testing-Check';
const CHECK_SITE = 'good-health-check';

const isCheck = ({ headers, path }: Call) =>
  headers['user-agent'] === CHECK_AGENT || path === CHECK_SITE;

const MAX_BODY_BYTES = 256 * 1024 * 1024;

export interface DispatcherOptions {
  /** By the first segment of the path. */
  protocols: ReadonlyMap<string, Protocol>;
  faults: FaultBook;
  log: RequestLog;
  /** Added to every answer. */
  latencyMs: number;
  logger: Pick<LoggerService, 'error'> | undefined;
}

export class Dispatcher {
  readonly #options: DispatcherOptions;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    sockets: SocketRegistry,
  ): Promise<void> {
    try {
      await this.#handle(request, response, sockets);
    } catch (error) {
      this.#options.logger?.error(
        `The sandbox could not answer ${request.method} ${pathOf(request)}`,
        error instanceof Error ? error : undefined,
      );
      if (response.headersSent) response.destroy();
      else send(response, plain(500, 'The sandbox failed; see its log.\n'));
    }
  }

  async #handle(
    request: IncomingMessage,
    response: ServerResponse,
    sockets: SocketRegistry,
  ): Promise<void> {
    const address = splitAddress(request.url ?? '/');
    if (!address) {
      return send(
        response,
        plain(400, 'The path is not valid URL encoding.\n'),
      );
    }
    if (address.prefix === 'robots.txt' && address.path === '') {
      return send(response, plain(200, ROBOTS));
    }
    const protocol = this.#options.protocols.get(address.prefix);
    if (!protocol) {
      const known = [...this.#options.protocols.keys(), 'control'];
      return send(
        response,
        plain(404, `Nothing here. The sandbox has /${known.join(', /')}.\n`),
      );
    }
    const body = await readBody(request);
    if (body === 'gone') return undefined;
    if (body === 'too large') {
      response.setHeader('Connection', 'close');
      return send(
        response,
        plain(413, `The sandbox takes bodies of ${MAX_BODY_BYTES} bytes.\n`),
      );
    }
    const call: Call = {
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      path: address.path,
      rawQuery: address.rawQuery,
      query: new URLSearchParams(address.rawQuery),
      headers: request.headers,
      body,
      secure: 'encrypted' in request.socket,
    };
    return this.#answer(protocol, call, response, sockets);
  }

  async #answer(
    protocol: Protocol,
    call: Call,
    response: ServerResponse,
    sockets: SocketRegistry,
  ): Promise<void> {
    const { faults, log, latencyMs } = this.#options;
    const entry = log.record({
      component: protocol.component,
      method: call.method,
      path: call.url.split('?')[0],
      query: call.query,
      headers: call.headers,
      body: call.body,
      contentType: call.headers['content-type'],
    });
    const { slugs, repair = false } = protocol.describe(call);
    const { delayMs, rule } = faults.decide({
      component: protocol.component,
      slugs,
      repair,
      check: isCheck(call),
      contains: text => contains(call, text),
    });
    entry.fault = rule?.kind ?? (delayMs > 0 ? 'latency' : undefined);
    const wait = delayMs + latencyMs;
    if (wait > 0 && !(await stillThereAfter(wait, response))) return;
    await this.#perform(rule, protocol, call, response, sockets, entry);
  }

  async #perform(
    rule: FaultRule | undefined,
    protocol: Protocol,
    call: Call,
    response: ServerResponse,
    sockets: SocketRegistry,
    entry: ReceivedRequest,
  ): Promise<void> {
    const reply = (answer: Answer) => {
      entry.status = answer.status;
      send(response, answer);
    };
    switch (rule?.kind) {
      case 'timeout':
        return;
      case 'reset':
        sockets.reset(response.socket?.remotePort);
        return;
      case 'outage':
        reply(outageAnswer(rule));
        return;
      case 'garbage':
        reply(garbageAnswer(await protocol.answer(call)));
        return;
      case 'truncate': {
        const answer = await protocol.answer(call);
        entry.status = answer.status;
        sendTruncated(response, answer);
        return;
      }
      case 'status':
      case 'rate_limit':
      case 'quota':
        reply(protocol.refuse(rule.kind, rule, call));
        return;
      default:
        reply(await protocol.answer(call, rule));
    }
  }
}

function plain(status: number, body: string): Answer {
  return { status, headers: { 'Content-Type': 'text/plain' }, body };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0];
}

function splitAddress(
  url: string,
): { prefix: string; path: string; rawQuery: string } | undefined {
  const mark = url.indexOf('?');
  const rawPath = mark < 0 ? url : url.slice(0, mark);
  const rawQuery = mark < 0 ? '' : url.slice(mark + 1);
  const slash = rawPath.indexOf('/', 1);
  try {
    return {
      prefix: slash < 0 ? rawPath.slice(1) : rawPath.slice(1, slash),
      path: slash < 0 ? '' : decodeURIComponent(rawPath.slice(slash + 1)),
      rawQuery,
    };
  } catch {
    return undefined;
  }
}

function contains(call: Call, text: string): boolean {
  if (call.url.includes(text) || call.path.includes(text)) return true;
  for (const value of call.query.values()) {
    if (value.includes(text)) return true;
  }
  return call.body.includes(text);
}

/** A client that goes away in the middle is not an error of the sandbox. */
async function readBody(
  request: IncomingMessage,
): Promise<Buffer | 'gone' | 'too large'> {
  const stated = Number(request.headers['content-length'] ?? 0);
  if (stated > MAX_BODY_BYTES) return 'too large';
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) return 'too large';
      chunks.push(chunk);
    }
  } catch {
    return 'gone';
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size);
}

/** False when the client left during the wait. */
async function stillThereAfter(
  ms: number,
  response: ServerResponse,
): Promise<boolean> {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), ms);
  try {
    await once(response, 'close', { signal: waiting.signal });
    return false;
  } catch {
    return true;
  } finally {
    clearTimeout(timer);
  }
}
