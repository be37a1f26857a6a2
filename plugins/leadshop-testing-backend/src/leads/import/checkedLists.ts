/* From the file on disk to lists of checked rows: what a thread of its own can do. */
import {
  ColumnMapping,
  ImportOptions,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LeadChecker } from './check';
import { ImportLimits, openLeadFile, StoredFile } from './file';
import { LeadOrigin, RowList, RowListBuilder, roomsOf } from './RowList';
import { SeenKeys } from './SeenKeys';

/** What is read, and how. */
export interface ReadingOrder {
  file: StoredFile;
  options: ImportOptions & { columns: ColumnMapping };
  limits: ImportLimits;
  origin: LeadOrigin;
  /** Rows of a list. */
  rowsAtOnce: number;
  /** {@link SeenKeys} of what was there before the file; without it nothing. */
  seen?: Uint32Array;
}

/** A list of rows. */
export interface ReadList {
  list: RowList;
  /** The share of the file up to there. */
  share: number;
  /** To be called when nothing of the list is needed any more: its room is used again. */
  release: () => void;
}

/** Fewer rows than asked for are a list, too, when they are long. */
const MAX_LIST_BYTES = 4 * 1024 * 1024;

/**
 * Reads a file and checks its rows.
 *
 * @param rooms - where lists are put; those of released lists come back there
 * @throws RequestError, InputError for what is wrong with the file
 */
export async function* checkedLists(
  { file: stored, options, limits, origin, rowsAtOnce, seen }: ReadingOrder,
  signal: AbortSignal,
  rooms: ArrayBuffer[] = [],
): AsyncGenerator<ReadList> {
  const checker = new LeadChecker({
    columns: options.columns,
    defaultCountry: options.default_country,
    corrections: options.corrections,
  });
  const known = seen ? new SeenKeys(seen) : SeenKeys.forFile(stored.size);
  const builder = new RowListBuilder(origin, known, rooms);
  const taken = (share: number): ReadList => {
    const list = builder.take();
    return { list, share, release: () => rooms.push(...roomsOf(list)) };
  };
  const file = await openLeadFile(stored, options, limits);
  try {
    for await (const batch of file.rows(signal)) {
      for (const row of batch) {
        builder.add(checker.check(row));
        if (builder.count === rowsAtOnce || builder.bytes > MAX_LIST_BYTES) {
          yield taken(file.progress());
        }
      }
    }
    if (builder.count > 0) yield taken(1);
  } finally {
    await file.close();
  }
}
