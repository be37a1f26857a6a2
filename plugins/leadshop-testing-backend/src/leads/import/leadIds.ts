/*
 * Ids of the leads of an import. They are UUIDs of version 7 with the row's number
 * as their counter (RFC 9562, 6.2): leads stand in their indexes in the file's
 * order, and which row a lead came from can be told without storing it.
 */
import { parse, v7 as uuidv7 } from 'uuid';

/** The id of the lead of a row. @param at - ms, the same for all of an import */
export function leadId(at: number, row: number): string {
  return uuidv7({ msecs: at, seq: row });
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
