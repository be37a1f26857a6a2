/* A collector of OpenTelemetry: takes what a backend sends by OTLP over HTTP. */
import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Places in OTLP's messages: the numbers of fields, one inside of the other. */
const SPANS = [1, 2, 2];
const METRICS = [1, 2, 2];
const RESOURCE_ATTRIBUTES = [1, 1, 1];
const TRACE_ID = [1];
const SPAN_NAME = [5];
const METRIC_NAME = [1];
const KEY = [1];
const TEXT = [2, 1];

/** The texts and messages of one field of a protobuf message. */
function fieldsOf(message: Buffer, wanted: number): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const byte = message[at++];
      value += (byte % 128) * place;
      if (byte < 128) return value;
    }
  };
  const SKIP: Record<number, () => void> = {
    0: varint,
    1: () => (at += 8),
    5: () => (at += 4),
  };
  while (at < message.length) {
    const tag = varint();
    const type = tag % 8;
    if (type !== 2) {
      SKIP[type]();
      continue;
    }
    const length = varint();
    if (Math.floor(tag / 8) === wanted) {
      found.push(message.subarray(at, at + length));
    }
    at += length;
  }
  return found;
}

const inside = (message: Buffer, place: readonly number[]) =>
  place.reduce(
    (all, number) => all.flatMap(one => fieldsOf(one, number)),
    [message],
  );
const textIn = (message: Buffer, place: readonly number[]) =>
  inside(message, place).join('');

/** Keeps what it is sent. */
export class Collector {
  readonly #server: Server;
  readonly #bodies: Record<string, Buffer[]> = {};
  #heard = () => {};

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const at = `${request.method} ${request.url} ${request.headers['content-type']}`;
      const body = await buffer(request);
      (this.#bodies[at] ??= []).push(body);
      response.setHeader('content-type', 'application/x-protobuf').end();
      this.#heard();
    });
  }

  static async start(): Promise<Collector> {
    const collector = new Collector();
    collector.#server.listen(0, '127.0.0.1');
    await once(collector.#server, 'listening');
    return collector;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Waits until what was sent is enough. */
  until(found: () => boolean): Promise<void> {
    return new Promise(resolve => {
      this.#heard = () => found() && resolve();
      this.#heard();
    });
  }

  /** The trace ids of all spans with a name. */
  spans(name: string): string[] {
    return this.#traces()
      .flatMap(body => inside(body, SPANS))
      .filter(span => textIn(span, SPAN_NAME) === name)
      .map(span => inside(span, TRACE_ID)[0].toString('hex'));
  }

  /** The names of metrics. */
  metrics(): string[] {
    const named = this.#metrics()
      .flatMap(body => inside(body, METRICS))
      .map(metric => textIn(metric, METRIC_NAME));
    return [...new Set(named)];
  }

  /** What those who send call themselves. */
  serviceNames(): string[] {
    const named = [...this.#traces(), ...this.#metrics()]
      .flatMap(body => inside(body, RESOURCE_ATTRIBUTES))
      .filter(attribute => textIn(attribute, KEY) === 'service.name')
      .map(attribute => textIn(attribute, TEXT));
    return [...new Set(named)];
  }

  /** All that was sent, to be searched. */
  text(): string {
    return Buffer.concat(Object.values(this.#bodies).flat()).toString();
  }

  #traces(): Buffer[] {
    return this.#bodies['POST /v1/traces application/x-protobuf'] ?? [];
  }

  #metrics(): Buffer[] {
    return this.#bodies['POST /v1/metrics application/x-protobuf'] ?? [];
  }
}
