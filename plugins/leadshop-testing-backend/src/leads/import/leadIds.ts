/*
 * Ids of the leads of an import. They are UUIDs of version 7 with the row's number
 * as their counter (RFC 9562, 6.2): leads stand in their indexes in the file's
 * order, and which row a lead came from can be told without storing it.
 */
import { randomFillSync } from 'node:crypto';
import { parse, v7 as uuidv7 } from 'uuid';

const RANDOM_BYTES = 16;

// Drawn for many ids at once: one draw takes longer than all else of an id
const pool = Buffer.alloc(1024 * RANDOM_BYTES);
let used = pool.length;

function random(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_BYTES;
  return pool.subarray(used - RANDOM_BYTES, used);
}

/** The id of the lead of a row. @param at - ms, the same for all of an import */
export function leadId(at: number, row: number): string {
  return uuidv7({ msecs: at, seq: row, random: random() });
}

/** The row that a lead came from; its id was made by {@link leadId}. */
export function rowOfLead(id: string): number {
  const bytes = parse(id);
  return (
    (((bytes[6] & 0x0f) << 28) |
      (bytes[7] << 20) |
      ((bytes[8] & 0x3f) << 14) |
      (bytes[9] << 6) |
      (bytes[10] >> 2)) >>>
    0
  );
}
