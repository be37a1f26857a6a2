/* Sorts the rows of a list by what becomes of them, and counts. */
import { ImportProblem } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { ErrorRow } from './errorRows';
import { FileOrder, KeyedRow, Verdict } from './FileOrder';
import { HeldRow } from './HeldRows';
import { leadId } from './leadIds';
import { ProblemTally } from './ProblemTally';
import { repetitions } from './repetition';
import { cellsOf, columnsOf, isLead, namesOf, RowList } from './RowList';

/** How many rows had which outcome. */
export interface Outcomes {
  created: number;
  updated: number;
  duplicates: number;
  failed: number;
  warnings: number;
}

/** What becomes of the rows of one list. */
export interface Sorted {
  list: RowList;
  /** Places of rows that are stored as they are: from one up to another. */
  leads: { from: number; to: number }[];
  held: HeldRow[];
  errors: ErrorRow[];
}

const NO_PROBLEMS: readonly ImportProblem[] = [];

/** Sorts the rows of a file, list by list. */
export class ListSorter {
  readonly outcomes: Outcomes = {
    created: 0,
    updated: 0,
    duplicates: 0,
    failed: 0,
    warnings: 0,
  };
  readonly #tally: ProblemTally;
  readonly #storesLeads: boolean;
  readonly #at: number;

  /**
   * @param options - `tally`: counts what rows repeat, too; `storesLeads`: new
   * leads are stored at once, and not held; `at`: when leads are created
   */
  constructor(options: {
    tally: ProblemTally;
    storesLeads: boolean;
    at: number;
  }) {
    this.#tally = options.tally;
    this.#storesLeads = options.storesLeads;
    this.#at = options.at;
  }

  /** Sorts a plain list of which no key is known: nearly every list, of new leads. */
  sortNew(list: RowList): Sorted {
    const to = list.numbers.length;
    this.outcomes.created += to;
    return { list, leads: [{ from: 0, to }], held: [], errors: [] };
  }

  /** Sorts a list in which rows may repeat something. */
  sort(list: RowList, rows: readonly KeyedRow[], order: FileOrder): Sorted {
    const sorted: Sorted = { list, leads: [], held: [], errors: [] };
    rows.forEach((row, place) => {
      if (!isLead(list, place)) this.#reject(place, row, sorted);
      else this.#sort(place, row, order.judge(row), sorted);
    });
    return sorted;
  }

  #reject(place: number, row: KeyedRow, { list, errors }: Sorted) {
    this.outcomes.failed += 1;
    const problems = problemsOf(list, place);
    errors.push(errorRow(list, place, row, { outcome: 'rejected', problems }));
  }

  #sort(place: number, row: KeyedRow, verdict: Verdict, sorted: Sorted) {
    const { list, errors } = sorted;
    const own = problemsOf(list, place);
    if (verdict.outcome === 'updated') {
      const { lead } = verdict;
      const update = { lead, cells: cellsOf(list, place), problems: own };
      this.#hold(place, row, update, sorted);
      return;
    }
    const repeated =
      verdict.outcome === 'new'
        ? NO_PROBLEMS
        : repetitions(namesOf(list, place), verdict);
    this.#tally.add(repeated);
    const problems = [...own, ...repeated];
    if (verdict.outcome === 'repeated' || verdict.outcome === 'stored') {
      this.outcomes.duplicates += 1;
      const told = { outcome: 'duplicate', problems } as const;
      errors.push({ ...errorRow(list, place, row, told), ...named(verdict) });
      return;
    }
    this.outcomes.created += 1;
    if (this.#storesLeads) append(sorted.leads, place);
    else this.#hold(place, row, null, sorted);
    if (problems.length === 0) return;
    this.outcomes.warnings += 1;
    const told = { outcome: 'imported', problems } as const;
    errors.push({ ...errorRow(list, place, row, told), ...named(verdict) });
  }

  #hold(
    place: number,
    { row }: KeyedRow,
    update: HeldRow['update'],
    { list, held }: Sorted,
  ) {
    const id = leadId(this.#at, row);
    held.push({ row, columns: columnsOf(list, place), id, update });
  }
}

function problemsOf({ problems }: RowList, place: number) {
  return problems.get(place) ?? NO_PROBLEMS;
}

/** Adds a place to those that stand together. */
function append(places: Sorted['leads'], place: number) {
  const last = places.at(-1);
  if (last?.to === place) last.to += 1;
  else places.push({ from: place, to: place + 1 });
}

function errorRow(
  list: RowList,
  place: number,
  { row, email }: KeyedRow,
  told: Pick<ErrorRow, 'outcome' | 'problems'>,
): ErrorRow {
  return {
    row,
    ...told,
    cells: cellsOf(list, place),
    duplicate_row: null,
    duplicate_lead_id: null,
    email_key: email,
  };
}

/** What a verdict names. */
function named(verdict: Verdict) {
  return {
    duplicate_row: ('row' in verdict && verdict.row?.row) || null,
    duplicate_lead_id: ('lead' in verdict && verdict.lead?.id) || null,
  };
}
