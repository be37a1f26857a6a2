import type { LeadField } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LeadForm, RECORD_FIELDS } from '../LeadForm';

/** A field that two people changed, each in another way. */
export interface FieldConflict {
  field: LeadField;
  yours: string;
  theirs: string;
}

/** Two edits of the same lead, laid over each other. */
export interface Merge {
  /** Your change where only you made one, theirs everywhere else. */
  form: LeadForm;
  /** Fields that only they changed. */
  taken: LeadField[];
  conflicts: FieldConflict[];
}

/** Lays your edit over the lead as somebody else left it in the meantime. */
export function mergeEdits(
  base: LeadForm,
  yours: LeadForm,
  theirs: LeadForm,
): Merge {
  const form = { ...theirs };
  const taken: LeadField[] = [];
  const conflicts: FieldConflict[] = [];
  for (const { field } of RECORD_FIELDS) {
    const youChanged = yours[field].trim() !== base[field];
    const theyChanged = theirs[field] !== base[field];
    if (youChanged && !theyChanged) {
      form[field] = yours[field];
    } else if (theyChanged && !youChanged) {
      taken.push(field);
    } else if (youChanged && yours[field].trim() !== theirs[field]) {
      conflicts.push({ field, yours: yours[field], theirs: theirs[field] });
    }
  }
  return { form, taken, conflicts };
}
