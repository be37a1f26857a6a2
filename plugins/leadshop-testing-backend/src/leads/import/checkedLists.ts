/* From the file on disk to lists of checked rows: what a thread of its own can do. */
import {
  ColumnMapping,
  ImportOptions,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LeadChecker } from './check';
import { ImportLimits, openLeadFile, StoredFile } from './file';
import { LeadOrigin, RowList, RowListBuilder } from './RowList';

/** What is read, and how. */
export interface ReadingOrder {
  file: StoredFile;
  options: ImportOptions & { columns: ColumnMapping };
  limits: ImportLimits;
  origin: LeadOrigin;
  /** Rows of a list. */
  rowsAtOnce: number;
}

/** A list of rows, and the share of the file up to there. */
export interface ReadList {
  list: RowList;
  share: number;
}

/**
 * Reads a file and checks its rows.
 *
 * @throws RequestError, InputError for what is wrong with the file
 */
export async function* checkedLists(
  { file: stored, options, limits, origin, rowsAtOnce }: ReadingOrder,
  signal: AbortSignal,
): AsyncGenerator<ReadList> {
  const checker = new LeadChecker({
    columns: options.columns,
    defaultCountry: options.default_country,
    corrections: options.corrections,
  });
  const builder = new RowListBuilder(origin);
  const file = await openLeadFile(stored, options, limits);
  try {
    for await (const batch of file.rows(signal)) {
      for (const row of batch) {
        builder.add(checker.check(row));
        if (builder.count === rowsAtOnce) {
          yield { list: builder.take(), share: file.progress() };
        }
      }
    }
    if (builder.count > 0) yield { list: builder.take(), share: 1 };
  } finally {
    await file.close();
  }
}
