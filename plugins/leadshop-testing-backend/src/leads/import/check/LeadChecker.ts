import {
  ColumnMapping,
  Correction,
  ImportProblem,
  LeadField,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { storableCells } from './text';
import { LeadKeys } from '../../keys';
import { FileRow } from '../file/LeadFile';
import { numberMarks } from './amount';
import { Findings } from './findings';
import { GivenFields, LeadFields, readLead, ReadingRules } from './readLead';

/** A row with the lead that it holds and what is wrong with it. */
export interface CheckedRow {
  row: number;
  /** As they stand in the file, fit to be stored as JSON. */
  cells: string[];
  /** Undefined: the row has an error. */
  lead: LeadFields | undefined;
  /** Of what could be read, of a row with an error too. */
  keys: LeadKeys;
  problems: ImportProblem[];
}

function rulesOf(country: string): ReadingRules {
  return { country, marks: numberMarks(country) };
}

/** Checks the rows of one file. */
export class LeadChecker {
  readonly #fields: readonly (readonly [LeadField, number])[];
  readonly #width: number;
  readonly #rules: ReadingRules;
  readonly #corrections = new Map<number, Correction[]>();

  constructor(options: {
    columns: ColumnMapping;
    defaultCountry: string;
    corrections: readonly Correction[];
  }) {
    this.#fields = options.columns.flatMap((field, column) =>
      field === null ? [] : [[field, column] as const],
    );
    this.#width = options.columns.length;
    this.#rules = rulesOf(options.defaultCountry);
    for (const correction of options.corrections) {
      const ofRow = this.#corrections.get(correction.row);
      if (ofRow) ofRow.push(correction);
      else this.#corrections.set(correction.row, [correction]);
    }
  }

  check(fileRow: FileRow): CheckedRow {
    const { row } = fileRow;
    const findings = new Findings();
    this.#checkWidth(fileRow.cells, findings);
    const given: GivenFields = {};
    for (const [field, column] of this.#fields) {
      given[field] = fileRow.cells[column];
    }
    for (const { field, value } of this.#corrections.get(row) ?? []) {
      given[field] = value;
    }
    const { lead, keys } = readLead(given, this.#rules, findings);
    return {
      row,
      cells: storableCells(fileRow.cells),
      lead: findings.hasError ? undefined : lead,
      keys,
      problems: findings.problems,
    };
  }

  #checkWidth(cells: readonly string[], findings: Findings) {
    if (cells.length === this.#width) return;
    if (cells.length < this.#width) {
      findings.warning(
        null,
        'ragged_row',
        `The row has ${cells.length} cells and the header ${
          this.#width
        }; those that are missing are taken for empty`,
        null,
      );
      return;
    }
    const extra = cells.slice(this.#width).filter(cell => cell.trim() !== '');
    if (extra.length === 0) return;
    findings.error(
      null,
      'ragged_row',
      `The row has ${cells.length} cells and the header ${
        this.#width
      }; a cell that holds the delimiter needs quotation marks around it`,
      extra.join(' '),
    );
  }
}

/**
 * Checks a lead that came by itself, by the rules of the import. Fields that
 * are not given are empty.
 */
export function checkLead(
  fields: GivenFields,
  options: { defaultCountry: string },
): { lead: LeadFields; keys: LeadKeys; problems: ImportProblem[] } {
  const findings = new Findings();
  const read = readLead(fields, rulesOf(options.defaultCountry), findings);
  return { ...read, problems: findings.problems };
}
