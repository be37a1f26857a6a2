/*
 * Merges the rows of a file with the stored leads, a list of rows at a time: looks
 * up what was there before, judges the rows in their order, and stores what is to
 * be stored. A dry run leaves out the storing and nothing else, and so it tells
 * exactly what the import would do.
 */
import { Knex } from 'knex';
import { ClientBase } from 'pg';
import { OnDuplicate } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { ReadList } from './checkedLists';
import {
  Comparison,
  distinctKeys,
  findMatches,
  preferences,
} from './duplicates';
import { copyErrorRows, ErrorRow } from './errorRows';
import { FileOrder, KeyedRow, Matches } from './FileOrder';
import {
  createHeldRows,
  holdRows,
  insertGone,
  Origin,
  settledRows,
  SettledRow,
  settleUpdates,
  updateLeads,
} from './HeldRows';
import { ListSorter, Outcomes, Sorted } from './ListSorter';
import { OpenCopy } from './OpenCopy';
import { ProblemTally } from './ProblemTally';
import { repeatsLead } from './repetition';
import {
  isLead,
  isNewForSure,
  keysOf,
  LeadOrigin,
  LINE_COLUMNS,
  linesOf,
  RowList,
} from './RowList';
import { SeenKeys } from './SeenKeys';
import { StoredKeys } from './StoredKeys';

/** What is merged, and how. */
export interface MergeOrder {
  import_id: string;
  user_ref: string;
  dry_run: boolean;
  on_duplicate: OnDuplicate;
  /** Rows of a list, at most. */
  rowsAtOnce: number;
  /** Size of the file. */
  bytes: number;
}

/** What is found of keys that nobody has seen before. */
const NOTHING: Matches = { byEmail: new Map(), byPair: new Map() };

/**
 * Rows of one COPY, half a second's. More would save next to nothing, and that
 * somebody else adds leads is found out about in between.
 */
const ROWS_PER_COPY = 20_000;
/** Rows with problems that wait for the end of a COPY. */
const MAX_WAITING_ERRORS = 1_000;

const LEADS = `leads (${LINE_COLUMNS})`;

/** Merges the rows of one file, in one transaction. */
export class Merge {
  readonly #trx: Knex.Transaction;
  readonly #client: ClientBase;
  readonly #order: MergeOrder;
  readonly #tally: ProblemTally;
  readonly #signal: AbortSignal;
  readonly #comparison: Comparison;
  readonly #createdAt: Date;
  readonly #sorter: ListSorter;
  readonly #seen: SeenKeys;
  #stored: StoredKeys | undefined;
  #copy: OpenCopy | undefined;
  #rowsOfCopy = 0;
  /** Errors of rows of that COPY, which are stored after it. */
  #errors: ErrorRow[] = [];
  /** Ends when the rows of the last list are stored. */
  #storing: Promise<void> = Promise.resolve();

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
    this.#seen = SeenKeys.forFile(order.bytes);
    this.#sorter = new ListSorter({
      tally: options.tally,
      storesLeads: !order.dry_run,
      at: createdAt.getTime(),
    });
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
    merge.#stored = await StoredKeys.read(
      trx,
      { bytes: order.bytes, at: merge.#createdAt },
      merge.#seen,
    );
    return merge;
  }

  /** Keys that were there before the file: for who reads it, whose they are then. */
  get seen(): Uint32Array {
    return this.#seen.words;
  }

  /** What its leads have in common. */
  get origin(): LeadOrigin {
    const { import_id, user_ref } = this.#order;
    return { import_id, user_ref, at: this.#createdAt.getTime() };
  }

  /**
   * Takes the next rows of the file. They may not be stored when it ends: the next
   * ones are made ready meanwhile.
   */
  async take({ list, release }: ReadList): Promise<void> {
    list.problems.forEach(problems => this.#tally.add(problems));
    // Nearly every list is of new leads alone, and need not be taken apart
    const isEasy = isNewForSure(list) && this.#stored?.wereAll;
    const rows = isEasy ? undefined : keyedRows(list);
    await this.#storing;
    const matches = await this.#matches(list, rows);
    const sorted = this.#sorted(list, rows, matches);
    this.#storing = this.#store(sorted).then(release);
    // Who waits for it hears of it
    this.#storing.catch(() => {});
  }

  /**
   * Carries out what had to wait for the last row.
   *
   * @param at - is told what comes next
   */
  async finish(at: (phase: 'checking' | 'storing') => void): Promise<Outcomes> {
    await this.#storing;
    await this.#endCopy();
    if (this.#order.on_duplicate === 'update') await this.#settle(at);
    return this.#sorter.outcomes;
  }

  /** Lets go of the connection, whatever it was at; the transaction is over then. */
  async abandon(): Promise<void> {
    await this.#copy?.abandon();
    await this.#storing.catch(() => {});
  }

  /** As long as nothing is to be looked up, rows go on into the same COPY. */
  async #matches(
    list: RowList,
    rows: readonly KeyedRow[] | undefined,
  ): Promise<Matches> {
    const isOpen = this.#copy && this.#rowsOfCopy < ROWS_PER_COPY;
    if (isOpen && list.isUnseen && this.#stored?.wereAll) return NOTHING;
    await this.#endCopy();
    const areAll = await this.#stored?.areAll(this.#client);
    if (areAll && list.isUnseen) return NOTHING;
    const leads = (rows ?? keyedRows(list)).filter((_, n) => isLead(list, n));
    return findMatches(this.#client, distinctKeys(leads), this.#comparison);
  }

  #sorted(
    list: RowList,
    rows: readonly KeyedRow[] | undefined,
    matches: Matches,
  ): Sorted {
    const isNew = matches.byEmail.size === 0 && matches.byPair.size === 0;
    if (isNewForSure(list) && isNew && !this.#order.dry_run) {
      return this.#sorter.sortNew(list);
    }
    const order = new FileOrder(this.#order.on_duplicate, matches);
    return this.#sorter.sort(list, rows ?? keyedRows(list), order);
  }

  async #store({ list, leads, held, errors }: Sorted): Promise<void> {
    if (leads.length > 0) {
      this.#copy ??= new OpenCopy(this.#client, LEADS, this.#signal);
      for (const { from, to } of leads) {
        await this.#copy.write(linesOf(list, from, to));
        this.#rowsOfCopy += to - from;
      }
    }
    this.#errors.push(...errors);
    const isFull = this.#errors.length > MAX_WAITING_ERRORS;
    const isLast = isFull || held.length > 0 || !this.#stored?.wereAll;
    if (isLast) await this.#endCopy();
    await holdRows(this.#client, held, this.#signal);
  }

  /** Whatever else the connection is to do comes after the COPY. */
  async #endCopy(): Promise<void> {
    await this.#copy?.end();
    this.#copy = undefined;
    this.#rowsOfCopy = 0;
    const errors = this.#errors.splice(0);
    const { import_id: importId } = this.#order;
    await copyErrorRows(this.#client, importId, errors, this.#signal);
  }

  async #settle(at: (phase: 'checking' | 'storing') => void): Promise<void> {
    const { import_id, user_ref, dry_run: dryRun, rowsAtOnce } = this.#order;
    at('checking');
    await preferences(this.#trx, 'cheapest');
    const counts = await settleUpdates(this.#trx);
    const { outcomes } = this.#sorter;
    outcomes.created += counts.get('gone') ?? 0;
    outcomes.updated += counts.get('updated') ?? 0;
    outcomes.duplicates += counts.get('unchanged') ?? 0;
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
    if (outcome !== 'unchanged') this.#sorter.outcomes.warnings += 1;
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
