/*
 * A message for many sockets, made once: its text, the bytes that go over the
 * wire, and those same bytes deflated, for sockets that agreed to that
 * (permessage-deflate of RFC 7692 without context takeover, so that one result
 * serves all). A frame of the coalesced channels is tens of kilobytes of very
 * similar tests, and a tenth of it deflated.
 */
import { constants, deflateRawSync } from 'node:zlib';
import { ServerMessage } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Shorter ones are not worth it. */
const MIN_DEFLATED_BYTES = 1_024;
const FINAL_TEXT = 0x81;
const DEFLATED = 0x40;
const TWO_BYTE_LENGTH = 126;
const EIGHT_BYTE_LENGTH = 127;
const MAX_TWO_BYTE_LENGTH = 0xffff;
/** What a deflated message is sent without (RFC 7692, 7.2.1). */
const EMPTY_BLOCK_BYTES = 4;

/** A message as it goes out to many sockets. */
export class LiveFrame {
  readonly text: Buffer;
  #plain: Buffer | undefined;
  #deflated: Buffer | undefined;

  constructor(message: ServerMessage) {
    this.text = Buffer.from(JSON.stringify(message));
  }

  /** The whole WebSocket frame. */
  bytes(deflated: boolean): Buffer {
    if (deflated && this.text.length >= MIN_DEFLATED_BYTES) {
      this.#deflated ??= frameOf(deflate(this.text), FINAL_TEXT + DEFLATED);
      return this.#deflated;
    }
    this.#plain ??= frameOf(this.text, FINAL_TEXT);
    return this.#plain;
  }
}

function deflate(text: Buffer): Buffer {
  const whole = deflateRawSync(text, {
    // Quick: the time counts for every socket that waits
    level: constants.Z_BEST_SPEED,
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  return whole.subarray(0, -EMPTY_BLOCK_BYTES);
}

/** Adds the header of RFC 6455, 5.2; servers do not mask. */
function frameOf(payload: Buffer, firstByte: number): Buffer {
  const { length } = payload;
  let header: Buffer;
  if (length < TWO_BYTE_LENGTH) {
    header = Buffer.from([firstByte, length]);
  } else if (length <= MAX_TWO_BYTE_LENGTH) {
    header = Buffer.from([firstByte, TWO_BYTE_LENGTH, 0, 0]);
    header.writeUInt16BE(length, 2);
  } else {
    header = Buffer.alloc(10);
    header[0] = firstByte;
    header[1] = EIGHT_BYTE_LENGTH;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, payload]);
}
