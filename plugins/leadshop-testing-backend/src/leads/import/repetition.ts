/* How a row is told that it repeats something. */
import { ImportProblem } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { storableText } from '../../store/storable';
import { FoundBy, Verdict } from './FileOrder';

/** Longer values are cut, as with other problems of a row. */
const MAX_VALUE = 200;

/** The row that repeats something, as far as it is quoted. */
export interface Repeating {
  email: string | null;
  business_name: string | null;
}

/** What is the matter with a lead that is stored already. */
export const STORED = {
  stored: ['error', 'Is stored already'],
  unchanged: ['error', 'Is stored already, and the row changes nothing'],
  updated: ['warning', 'Is stored already; the stored lead is updated'],
  anyway: ['warning', 'Is stored already; imported anyway'],
} as const;

/** A problem of a row that repeats a stored lead. */
export function repeatsLead(
  row: Repeating,
  by: FoundBy,
  matter: keyof typeof STORED,
): ImportProblem {
  const [severity, message] = STORED[matter];
  return problem(row, by, { code: 'duplicate_stored', severity, message });
}

/** The problems of a row that is not to update a lead. */
export function repetitions(row: Repeating, verdict: Verdict): ImportProblem[] {
  switch (verdict.outcome) {
    case 'stored':
      return [repeatsLead(row, verdict.lead.by, 'stored')];
    case 'repeated':
      return [
        problem(row, verdict.row.by, {
          code: 'duplicate_in_file',
          severity: 'error',
          message: `Repeats row ${verdict.row.row} of this file`,
        }),
      ];
    case 'anyway':
      return [
        ...(verdict.lead ? [repeatsLead(row, verdict.lead.by, 'anyway')] : []),
        ...(verdict.row
          ? [
              problem(row, verdict.row.by, {
                code: 'duplicate_in_file',
                severity: 'warning',
                message: `Repeats row ${verdict.row.row} of this file; imported anyway`,
              }),
            ]
          : []),
      ];
    default:
      return [];
  }
}

function problem(
  row: Repeating,
  by: FoundBy,
  {
    code,
    severity,
    message,
  }: Pick<ImportProblem, 'code' | 'severity' | 'message'>,
): ImportProblem {
  const field = by === 'email' ? 'email' : 'business_name';
  const same = by === 'email' ? 'same e-mail' : 'same site and business name';
  return {
    field,
    code,
    severity,
    message: `${message} (${same})`,
    value: storableText((row[field] ?? '').slice(0, MAX_VALUE)),
  };
}
