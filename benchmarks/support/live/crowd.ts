/*
 * Thousands of sockets in one process, for little: frames are not parsed beyond
 * their header and the beginning of their text, and all sockets read into one
 * buffer. What came when is noted and told on request.
 */
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { constants, inflateRawSync } from 'node:zlib';

/** What of a text frame is read; of a deflated one more, as its code comes first. */
const HEAD_BYTES = 96;
const DEFLATED_HEAD_BYTES = 256;
const DEFLATED = 0x40;
/** Frames that other sockets got too are inflated once. */
const KEPT_HEADS = 1_000;
const HEAD = /^\{"type":"\w+","id":(\d+),"channel":"([a-z]+)/;
const END_OF_HANDSHAKE = '\r\n\r\n';
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
/** A masked pong without content; the mask is zeros. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const buffer = Buffer.allocUnsafe(256 * 1024);

/** A list of numbers that grows, without an object for each. */
class Column {
  #values = new Float64Array(1 << 16);
  #length = 0;

  push(value: number) {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  take(): Float64Array {
    const taken = this.#values.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }
}

/** Frames as they came: which events each told of, and when it was there. */
export interface Arrivals {
  /** The event up to which its socket had been told before. */
  after: Float64Array;
  until: Float64Array;
  at: Float64Array;
}

/** What a crowd saw. */
export interface Seen {
  /** Frames of the coalesced channel. */
  global: Arrivals;
  /** Frames of single tests. */
  tests: Arrivals;
  /** Bytes of each frame on `global` that the first socket got. */
  sizes: number[];
  closed: number;
  /** How often each code was given. */
  codes: Record<number, number>;
  refused: number;
}

class Frames {
  readonly #columns = {
    after: new Column(),
    until: new Column(),
    at: new Column(),
  };

  push(after: number, until: number, at: number) {
    this.#columns.after.push(after);
    this.#columns.until.push(until);
    this.#columns.at.push(at);
  }

  take(): Arrivals {
    const { after, until, at } = this.#columns;
    return { after: after.take(), until: until.take(), at: at.take() };
  }
}

const now = () => performance.timeOrigin + performance.now();

/** All sockets of this process. */
export class Crowd {
  readonly sockets: CrowdSocket[] = [];
  #global = new Frames();
  #tests = new Frames();
  #sizes: number[] = [];
  readonly #heads = new Map<string, string>();
  #noting = false;
  closed = 0;
  codes: Record<number, number> = {};
  refused = 0;

  /** From here on frames are noted. */
  note(): void {
    this.#noting = true;
  }

  take(): Seen {
    this.#noting = false;
    const sizes = this.#sizes;
    this.#sizes = [];
    return {
      global: this.#global.take(),
      tests: this.#tests.take(),
      sizes,
      closed: this.closed,
      codes: this.codes,
      refused: this.refused,
    };
  }

  /** The beginning of the text whose deflated beginning this is. */
  inflated(bytes: Buffer): string {
    const key = bytes.toString('latin1');
    const known = this.#heads.get(key);
    if (known !== undefined) return known;
    const head = inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH })
      .subarray(0, HEAD_BYTES)
      .toString('latin1');
    if (this.#heads.size >= KEPT_HEADS) this.#heads.clear();
    this.#heads.set(key, head);
    return head;
  }

  /** A text frame has come whole. */
  came(socket: CrowdSocket, head: string, bytes: number): void {
    const [, id, channel] = HEAD.exec(head) ?? [];
    if (id === undefined) return;
    const until = Number(id);
    if (channel === 'test') {
      if (this.#noting) this.#tests.push(until - 1, until, now());
      return;
    }
    if (channel !== 'global') return;
    if (this.#noting && until > socket.told) {
      this.#global.push(socket.told, until, now());
    }
    if (this.#noting && socket === this.sockets[0]) this.#sizes.push(bytes);
    socket.told = Math.max(socket.told, until);
  }

  async end(): Promise<void> {
    for (const socket of this.sockets.splice(0)) socket.end();
    this.closed = 0;
    this.codes = {};
  }
}

/** One socket of a crowd. */
export class CrowdSocket {
  /** The last event that it was told of on `global`. */
  told = 0;
  readonly #crowd: Crowd;
  readonly #socket: net.Socket;
  #open: (() => void) | undefined;
  #rest: Buffer | undefined;
  /** Of the frame under way. */
  #left = 0;
  #head = '';
  #bytes = 0;
  #ended = false;

  private constructor(crowd: Crowd, port: number, open: () => void) {
    this.#crowd = crowd;
    this.#open = open;
    this.#socket = net.connect({
      port,
      host: '127.0.0.1',
      onread: {
        buffer,
        callback: (bytes: number) => {
          this.#read(buffer.subarray(0, bytes));
          return true;
        },
      },
    });
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      if (!this.#ended && !this.#open) crowd.closed += 1;
      this.#ended = true;
    });
  }

  /** Opens a socket; rejects when it is refused. */
  static async open(
    crowd: Crowd,
    to: { port: number; path: string; protocols: string[] },
  ): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const socket = new CrowdSocket(crowd, to.port, () => {
        crowd.sockets.push(socket);
        resolve();
      });
      socket.#socket.once('close', () =>
        reject(new Error(`refused: ${socket.#rest ?? ''}`)),
      );
      socket.#socket.write(
        [
          `GET ${to.path} HTTP/1.1`,
          `Host: 127.0.0.1:${to.port}`,
          'Connection: Upgrade',
          'Upgrade: websocket',
          'Sec-WebSocket-Version: 13',
          // As browsers do
          'Sec-WebSocket-Extensions: permessage-deflate',
          `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
          `Sec-WebSocket-Protocol: ${to.protocols.join(', ')}`,
        ].join('\r\n') + END_OF_HANDSHAKE,
      );
    });
  }

  end(): void {
    this.#ended = true;
    this.#socket.destroy();
  }

  #read(chunk: Buffer) {
    let data = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = undefined;
    if (this.#open) {
      const end = data.indexOf(END_OF_HANDSHAKE);
      if (end < 0 || !data.subarray(0, 16).toString().includes(' 101 ')) {
        this.#rest = Buffer.from(data);
        return;
      }
      data = data.subarray(end + END_OF_HANDSHAKE.length);
      this.#open();
      this.#open = undefined;
    }
    for (;;) {
      const taken = Math.min(this.#left, data.length);
      this.#left -= taken;
      data = data.subarray(taken);
      if (this.#left > 0) return;
      if (this.#head) this.#crowd.came(this, this.#head, this.#bytes);
      this.#head = '';
      if (data.length === 0) return;
      const begun = this.#begin(data);
      if (begun < 0) {
        this.#rest = Buffer.from(data);
        return;
      }
      data = data.subarray(begun);
    }
  }

  /** @returns bytes of the header, or -1 when more have to come first */
  #begin(data: Buffer): number {
    if (data.length < 2) return -1;
    const short = data[1];
    const header = { 126: 4, 127: 10 }[short] ?? 2;
    if (data.length < header) return -1;
    let length = short;
    if (header === 4) length = data.readUInt16BE(2);
    if (header === 10) length = Number(data.readBigUInt64BE(2));
    const deflated = Math.floor(data[0] / DEFLATED) % 2 === 1;
    const head = Math.min(length, deflated ? DEFLATED_HEAD_BYTES : HEAD_BYTES);
    if (data.length < header + head) return -1;
    const opcode = data[0] % 16;
    if (opcode === TEXT) {
      const bytes = data.subarray(header, header + head);
      this.#head = deflated
        ? this.#crowd.inflated(bytes)
        : bytes.toString('latin1');
    }
    if (opcode === PING) this.#socket.write(PONG);
    if (opcode === CLOSE) {
      const code = length < 2 ? 1005 : data.readUInt16BE(header);
      this.#crowd.codes[code] = (this.#crowd.codes[code] ?? 0) + 1;
      this.#socket.end();
    }
    this.#left = length;
    this.#bytes = length;
    return header;
  }
}
