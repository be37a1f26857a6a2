/*
 * SpamAssassin's daemon over its own protocol (SPAMC/SPAMD 1.5, see
 * spamd/PROTOCOL in SpamAssassin's sources). REPORT is asked, because it is the
 * one command that answers each rule with its score and description.
 */
import { connect } from 'node:net';
import {
  CallOptions,
  SpamProvider,
  SpamRule,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { malformed, outage, transportFailure } from './failures';
import { ProviderGate } from './providerGate';
import { MalformedAnswer } from './vendorClient';

const MAX_ANSWER_BYTES = 1024 * 1024;
const EX_OK = 0;

/** The daemon answered that it failed. */
class SpamdFailure extends Error {}

/** A row of the report: points, name, description. */
const RULE = /^\s*(-?\d+(?:\.\d+)?)\s+([A-Z][A-Z0-9_]+)\s+(.*)$/;
/** A description that goes on in the next line. */
const CONTINUED = /^\s{20,}(\S.*)$/;

function readRules(report: string): SpamRule[] {
  const rules: SpamRule[] = [];
  for (const line of report.split(/\r?\n/)) {
    const [, points, name, description] = RULE.exec(line) ?? [];
    if (name !== undefined) {
      rules.push({ name, score: Number(points), description });
      continue;
    }
    const last = rules.at(-1);
    const more = CONTINUED.exec(line)?.[1];
    if (last && more) last.description = `${last.description} ${more.trim()}`;
  }
  return rules;
}

function readReport(answer: Buffer): { score: number; rules: SpamRule[] } {
  if (answer.byteLength === 0) {
    throw new MalformedAnswer('nothing at all', { truncated: true });
  }
  const end = answer.indexOf('\r\n\r\n');
  const headers = answer
    .subarray(0, end < 0 ? undefined : end)
    .toString('utf8');
  const status = /^SPAMD\/\d+\.\d+ (\d+) (\S*)/.exec(headers);
  if (!status) throw new MalformedAnswer('not the protocol of spamd');
  if (Number(status[1]) !== EX_OK) throw new SpamdFailure(status[2]);
  const body = answer.subarray(end + 4);
  const length = /^Content-length:\s*(\d+)/im.exec(headers)?.[1] ?? 0;
  if (end < 0 || body.byteLength < Number(length)) {
    throw new MalformedAnswer('a report that is cut off', { truncated: true });
  }
  const score = /^Spam:\s*\w+\s*;\s*(-?\d+(?:\.\d+)?)/im.exec(headers)?.[1];
  if (score === undefined) throw new MalformedAnswer('no score');
  return { score: Number(score), rules: readRules(body.toString('utf8')) };
}

function exchange(
  address: { host: string; port: number },
  raw: Uint8Array,
  signal: AbortSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    const chunks: Buffer[] = [];
    let size = 0;
    const onAbort = () => socket.destroy(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('connect', () => {
      socket.write(
        `REPORT SPAMC/1.5\r\nContent-length: ${raw.byteLength}\r\n\r\n`,
      );
      // The end of what we write tells the daemon that the mail is whole
      socket.end(raw);
    });
    socket.on('data', chunk => {
      size += chunk.byteLength;
      if (size > MAX_ANSWER_BYTES) {
        socket.destroy(new MalformedAnswer('an endless report'));
      }
      chunks.push(chunk);
    });
    socket.on('error', reject);
    socket.on('close', () => {
      signal.removeEventListener('abort', onAbort);
      resolve(Buffer.concat(chunks));
    });
  });
}

/** SpamAssassin's daemon. */
export class Spamd implements SpamProvider {
  readonly engine = 'spamd';
  readonly #address: { host: string; port: number };
  readonly #gate: ProviderGate;

  constructor(address: { host: string; port: number }, gate: ProviderGate) {
    this.#address = address;
    this.#gate = gate;
  }

  check(raw: Uint8Array, { signal }: CallOptions) {
    const { callee } = this.#gate;
    return this.#gate.run(
      signal,
      async limit => ({
        ...readReport(await exchange(this.#address, raw, limit)),
        engine: this.engine,
      }),
      error => {
        if (error instanceof MalformedAnswer) {
          return malformed(callee, error.message, {
            retryable: error.truncated,
          });
        }
        if (error instanceof SpamdFailure) {
          return outage(
            callee,
            `could not check the mail (${error.message})`,
            "See the daemon's log",
            { retryable: true },
          );
        }
        return transportFailure(callee, error);
      },
    );
  }
}
