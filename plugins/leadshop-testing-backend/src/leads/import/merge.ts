/*
 * Merges the rows of a file with the stored leads, a list of rows at a time: looks
 * up what was there before, judges the rows in their order, and stores what is to
 * be stored. A dry run leaves out the storing and nothing else, and so it tells
 * exactly what the import would do.
 */
import { Knex } from 'knex';
import { ClientBase } from 'pg';
import {
  ImportProblem,
  OnDuplicate,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { copyText } from './copying';
import { Comparison, findMatches, preferences } from './duplicates';
import { copyErrorRows, ErrorRow } from './errorRows';
import { FileOrder, KeyedRow, Verdict } from './FileOrder';
import {
  createHeldRows,
  HeldRow,
  holdRows,
  insertGone,
  Origin,
  settledRows,
  SettledRow,
  settleUpdates,
  updateLeads,
} from './HeldRows';
import { leadId } from './leadIds';
import { ProblemTally } from './ProblemTally';
import { repeatsLead, repetitions } from './repetition';
import {
  cellsOf,
  columnsOf,
  isLead,
  keysOf,
  LINE_COLUMNS,
  LeadOrigin,
  linesOf,
  namesOf,
  RowList,
} from './RowList';

/** How many rows had which outcome. */
export interface Outcomes {
  created: number;
  updated: number;
  duplicates: number;
  failed: number;
  warnings: number;
}

/** What is merged, and how. */
export interface MergeOrder {
  import_id: string;
  user_ref: string;
  dry_run: boolean;
  on_duplicate: OnDuplicate;
  /** Rows of a list, at most. */
  rowsAtOnce: number;
}

const LEADS = `leads (${LINE_COLUMNS})`;
const NO_PROBLEMS: readonly ImportProblem[] = [];

/** What becomes of the rows of one list. */
interface Sorted {
  list: RowList;
  /** Places of rows that are stored as they are: from one up to another. */
  leads: { from: number; to: number }[];
  held: HeldRow[];
  errors: ErrorRow[];
}

/** Merges the rows of one file, in one transaction. */
export class Merge {
  readonly #trx: Knex.Transaction;
  readonly #client: ClientBase;
  readonly #order: MergeOrder;
  readonly #tally: ProblemTally;
  readonly #signal: AbortSignal;
  readonly #comparison: Comparison;
  readonly #createdAt: Date;
  readonly #outcomes: Outcomes = {
    created: 0,
    updated: 0,
    duplicates: 0,
    failed: 0,
    warnings: 0,
  };

  private constructor(
    trx: Knex.Transaction,
    order: MergeOrder,
    options: { client: ClientBase; tally: ProblemTally; signal: AbortSignal },
    createdAt: Date,
  ) {
    this.#trx = trx;
    this.#order = order;
    this.#client = options.client;
    this.#tally = options.tally;
    this.#signal = options.signal;
    this.#createdAt = createdAt;
    const updates = order.on_duplicate === 'update';
    this.#comparison = {
      import_id: order.import_id,
      holdsRows: updates || order.dry_run,
      // Of those a row could update, the others of its list may take all but one
      leadsPerKey: updates ? order.rowsAtOnce : 1,
    };
  }

  /** @param options - `tally`: counts what rows repeat, too */
  static async begin(
    trx: Knex.Transaction,
    order: MergeOrder,
    options: { client: ClientBase; tally: ProblemTally; signal: AbortSignal },
  ): Promise<Merge> {
    const { rows } = await trx.raw('SELECT statement_timestamp() AS now');
    const merge = new Merge(trx, order, options, rows[0].now);
    if (merge.#comparison.holdsRows) await createHeldRows(trx);
    await preferences(trx, 'indexes');
    return merge;
  }

  /** What its leads have in common. */
  get origin(): LeadOrigin {
    const { import_id, user_ref } = this.#order;
    return { import_id, user_ref, at: this.#createdAt.getTime() };
  }

  /** Takes the next rows of the file. */
  async take(list: RowList): Promise<void> {
    list.problems.forEach(problems => this.#tally.add(problems));
    const keyed = keyedRows(list);
    const order = new FileOrder(
      this.#order.on_duplicate,
      await findMatches(
        this.#client,
        keyed.filter((_, place) => isLead(list, place)),
        this.#comparison,
      ),
    );
    const sorted: Sorted = { list, leads: [], held: [], errors: [] };
    keyed.forEach((row, place) => {
      if (isLead(list, place)) this.#sort(place, row, order.judge(row), sorted);
      else this.#reject(place, row, sorted);
    });
    await this.#store(sorted);
  }

  /**
   * Carries out what had to wait for the last row.
   *
   * @param at - is told what comes next
   */
  async finish(at: (phase: 'checking' | 'storing') => void): Promise<Outcomes> {
    if (this.#order.on_duplicate === 'update') await this.#settle(at);
    return this.#outcomes;
  }

  #reject(place: number, row: KeyedRow, { list, errors }: Sorted) {
    this.#outcomes.failed += 1;
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
      this.#outcomes.duplicates += 1;
      const told = { outcome: 'duplicate', problems } as const;
      errors.push({
        ...errorRow(list, place, row, told),
        ...named(verdict),
      });
      return;
    }
    this.#outcomes.created += 1;
    if (this.#order.dry_run) this.#hold(place, row, null, sorted);
    else append(sorted.leads, place);
    if (problems.length === 0) return;
    this.#outcomes.warnings += 1;
    const told = { outcome: 'imported', problems } as const;
    errors.push({ ...errorRow(list, place, row, told), ...named(verdict) });
  }

  #hold(
    place: number,
    { row }: KeyedRow,
    update: HeldRow['update'],
    { list, held }: Sorted,
  ) {
    const id = leadId(this.#createdAt.getTime(), row);
    held.push({ row, columns: columnsOf(list, place), id, update });
  }

  async #store({ list, leads, held, errors }: Sorted): Promise<void> {
    if (leads.length > 0) {
      const lines = leads.map(({ from, to }) => linesOf(list, from, to));
      await copyText(this.#client, LEADS, lines, this.#signal);
    }
    await holdRows(this.#client, held, this.#signal);
    const { import_id: importId } = this.#order;
    await copyErrorRows(this.#client, importId, errors, this.#signal);
  }

  async #settle(at: (phase: 'checking' | 'storing') => void): Promise<void> {
    const { import_id, user_ref, dry_run: dryRun, rowsAtOnce } = this.#order;
    at('checking');
    await preferences(this.#trx, 'cheapest');
    const counts = await settleUpdates(this.#trx);
    this.#outcomes.created += counts.get('gone') ?? 0;
    this.#outcomes.updated += counts.get('updated') ?? 0;
    this.#outcomes.duplicates += counts.get('unchanged') ?? 0;
    at('storing');
    if (!dryRun) {
      const origin: Origin = {
        ...{ import_id, user_ref },
        at: this.#createdAt.toISOString(),
      };
      await insertGone(this.#trx, origin);
      await updateLeads(this.#trx, origin);
    }
    for await (const rows of settledRows(this.#trx, rowsAtOnce)) {
      const errors = rows.flatMap(row => this.#settled(row));
      await copyErrorRows(this.#client, import_id, errors, this.#signal);
    }
  }

  #settled({ outcome, found_by: by, ...row }: SettledRow): ErrorRow[] {
    const isGone = outcome === 'gone';
    const repeated = isGone ? [] : [repeatsLead(row, by, outcome)];
    this.#tally.add(repeated);
    const problems = [...row.problems, ...repeated];
    if (problems.length === 0) return [];
    if (outcome !== 'unchanged') this.#outcomes.warnings += 1;
    return [
      {
        row: row.row,
        outcome: outcome === 'unchanged' ? 'duplicate' : 'imported',
        cells: row.cells,
        problems,
        duplicate_row: null,
        duplicate_lead_id: isGone ? null : row.lead_id,
        email_key: row.email_key,
      },
    ];
  }
}

function keyedRows(list: RowList): KeyedRow[] {
  const { emails, pairs } = keysOf(list);
  return emails.map((email, place) => ({
    row: list.numbers[place],
    email,
    pair: pairs[place],
  }));
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
