import {
  ImportProblem,
  ImportProblemCode,
  LEAD_FIELD_TITLES,
  LeadField,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { storableText } from '../../../store/storable';

const MAX_VALUE = 200;

/** The problems of one row, gathered while its fields are read. */
export class Findings {
  readonly problems: ImportProblem[] = [];

  error(
    field: LeadField | null,
    code: ImportProblemCode,
    says: string,
    value: unknown,
  ) {
    this.#add(field, code, 'error', says, value);
  }

  warning(
    field: LeadField | null,
    code: ImportProblemCode,
    says: string,
    value: unknown,
  ) {
    this.#add(field, code, 'warning', says, value);
  }

  get hasError(): boolean {
    return this.problems.some(problem => problem.severity === 'error');
  }

  /** Messages never repeat the value: it has a place of its own. */
  #add(
    field: LeadField | null,
    code: ImportProblemCode,
    severity: ImportProblem['severity'],
    says: string,
    value: unknown,
  ) {
    this.problems.push({
      field,
      code,
      severity,
      message: field === null ? says : `${LEAD_FIELD_TITLES[field]} ${says}`,
      value: value === null ? null : shown(value),
    });
  }
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : String(value);
  return storableText(text.slice(0, MAX_VALUE));
}
