import { ServerResponse } from 'node:http';
import { Answer } from './exchange';
import { FaultRule } from './faults';
import { Seed } from './seed';

/** Answers, whole or broken, as they leave on the wire. */

export function send(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  if (answer.stream) {
    response.writeHead(answer.status, answer.headers);
    answer.stream(response);
    return;
  }
  response.writeHead(answer.status, {
    'Content-Length': Buffer.byteLength(answer.body),
    ...answer.headers,
  });
  response.end(answer.body);
}

/** Promises the whole body, sends half of it and closes. */
export function sendTruncated(response: ServerResponse, answer: Answer): void {
  const whole = Buffer.from(answer.body);
  const half = whole.subarray(0, Math.floor(whole.length / 2));
  response.writeHead(answer.status, {
    ...answer.headers,
    // An answer without a body promises one here, or nothing would be missing
    'Content-Length': Math.max(whole.length, 1024),
  });
  response.flushHeaders();
  response.write(half, () => response.destroy());
}

/** The right status and type around bytes that mean nothing. */
export function garbageAnswer(answer: Answer): Answer {
  const seed = Seed.of('garbage', String(answer.body.length));
  const body = Buffer.alloc(512);
  for (let i = 0; i < body.length; i += 1) body[i] = seed.integer(0, 255);
  // Never, by chance, the start of JSON, XML, CSV or an image
  body.write('\u0000\u0007garbage');
  const { 'Content-Type': type = 'application/octet-stream' } = answer.headers;
  return { status: 200, headers: { 'Content-Type': type }, body };
}

/** What a load balancer says when nothing stands behind it. */
export function outageAnswer(rule: FaultRule): Answer {
  const status = rule.status ?? 503;
  return {
    status,
    headers: { 'Content-Type': 'text/html', Connection: 'close' },
    body: `<html><head><title>${status} Service Unavailable</title></head><body><h1>${status} Service Unavailable</h1>No server is available to handle this request.</body></html>\n`,
  };
}
