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
import { copyLine, copyRows } from './copying';
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
import { cellsOf, columnsOf, PreparedRow, ROW_COLUMNS } from './PreparedRow';
import { ProblemTally } from './ProblemTally';
import { repeatsLead, repetitions } from './repetition';

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

const LEADS = `leads (${ROW_COLUMNS}, id, import_id, created_by, created_at, updated_at)`;

/** What becomes of the rows of one list. */
interface Sorted {
  leads: PreparedRow[];
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

  /** Takes the next rows of the file. */
  async take(rows: readonly PreparedRow[]): Promise<void> {
    const keyed = rows.map(keysOf);
    const valid = keyed.filter((_, i) => rows[i].isLead);
    const order = new FileOrder(
      this.#order.on_duplicate,
      await findMatches(this.#client, valid, this.#comparison),
    );
    const sorted: Sorted = { leads: [], held: [], errors: [] };
    rows.forEach((row, i) => {
      if (row.isLead) this.#sort(row, order.judge(keyed[i]), sorted);
      else this.#reject(row, sorted);
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

  #reject(row: PreparedRow, { errors }: Sorted) {
    this.#outcomes.failed += 1;
    errors.push(errorRow(row, 'rejected', row.problems));
  }

  #sort(row: PreparedRow, verdict: Verdict, { leads, held, errors }: Sorted) {
    if (verdict.outcome === 'updated') {
      held.push({ prepared: row, id: this.#idOf(row), lead: verdict.lead });
      return;
    }
    const repeated = repetitions(row, verdict);
    this.#tally.add(repeated);
    const problems = [...row.problems, ...repeated];
    if (verdict.outcome === 'repeated' || verdict.outcome === 'stored') {
      this.#outcomes.duplicates += 1;
      errors.push({
        ...errorRow(row, 'duplicate', problems),
        ...named(verdict),
      });
      return;
    }
    this.#outcomes.created += 1;
    if (this.#order.dry_run) {
      held.push({ prepared: row, id: this.#idOf(row), lead: null });
    } else {
      leads.push(row);
    }
    if (problems.length === 0) return;
    this.#outcomes.warnings += 1;
    errors.push({ ...errorRow(row, 'imported', problems), ...named(verdict) });
  }

  async #store({ leads, held, errors }: Sorted): Promise<void> {
    const { import_id: importId, user_ref: userRef } = this.#order;
    const at = this.#createdAt.toISOString();
    await copyRows(
      this.#client,
      LEADS,
      leads,
      some =>
        Buffer.concat(
          some.flatMap(row => {
            const rest = copyLine([this.#idOf(row), importId, userRef, at, at]);
            return [columnsOf(row), Buffer.from(`\t${rest}\n`)];
          }),
        ),
      this.#signal,
    );
    await holdRows(this.#client, held, this.#signal);
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

  #idOf({ row }: PreparedRow): string {
    return leadId(this.#createdAt.getTime(), row);
  }
}

function keysOf(prepared: PreparedRow): KeyedRow {
  const { row, email_key: email, pair_key: pair } = prepared;
  return { row, email, pair };
}

function errorRow(
  prepared: PreparedRow,
  outcome: ErrorRow['outcome'],
  problems: readonly ImportProblem[],
): ErrorRow {
  return {
    row: prepared.row,
    outcome,
    cells: cellsOf(prepared),
    problems,
    duplicate_row: null,
    duplicate_lead_id: null,
    email_key: prepared.email_key,
  };
}

/** What a verdict names. */
function named(verdict: Verdict) {
  return {
    duplicate_row: ('row' in verdict && verdict.row?.row) || null,
    duplicate_lead_id: ('lead' in verdict && verdict.lead?.id) || null,
  };
}
