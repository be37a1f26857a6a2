import { unparse } from 'papaparse';
import { neutraliseFormula } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { ImportList } from '../../store/ImportList';

const ROWS_AT_ONCE = 1_000;

/** Columns that are put behind those of the file. */
const ADDED = ['row', 'problems'];

const BYTE_ORDER_MARK = '\ufeff';

/**
 * The rejected rows of an import as CSV: the file's own columns, the row's number
 * there and what is wrong with it. Put right, it can be imported as it is: the
 * columns that were added hold no field of a lead. When they were there already
 * they are left out, so that a file may go round several times.
 *
 * @returns undefined when there is no such import
 */
export async function rejectedRows(
  imports: ImportList,
  importId: string,
): Promise<{ name: string; text: AsyncIterable<string> } | undefined> {
  const details = await imports.details(importId);
  if (!details) return undefined;
  const { headers, file_name: fileName } = details;
  const kept = headers
    .map((_, i) => i)
    .filter(i => !ADDED.includes(headers[i].toLowerCase()));

  async function* text() {
    yield BYTE_ORDER_MARK + line([...kept.map(i => headers[i]), ...ADDED]);
    for (let afterRow = 0; ; ) {
      const rows = await imports.storedErrors(importId, {
        after_row: afterRow,
        limit: ROWS_AT_ONCE,
        outcome: 'rejected',
      });
      yield rows
        .map(({ row, cells, problems }) =>
          line([
            ...kept.map(i => cells[i] ?? ''),
            String(row),
            problems.map(problem => problem.message).join('; '),
          ]),
        )
        .join('');
      if (rows.length < ROWS_AT_ONCE) return;
      afterRow = rows[rows.length - 1].row;
    }
  }
  return {
    name: `${fileName.replace(/\.[^.]*$/, '')}-rejected.csv`,
    text: text(),
  };
}

function line(cells: string[]): string {
  return `${unparse([cells.map(neutraliseFormula)], { newline: '\r\n' })}\r\n`;
}
