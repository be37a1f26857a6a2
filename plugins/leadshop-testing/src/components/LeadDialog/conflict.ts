import type {
  JourneyEntry,
  JourneyKind,
  Lead,
  LeadField,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { FIELD_ORDER, LeadForm } from '../LeadForm';

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

/** What changes fields of a lead; tests do not. */
const EDITS: readonly JourneyKind[] = [
  'updated',
  'import_updated',
  'bulk_updated',
  'undone',
  'erased',
];

/** Entity references of those who changed the lead since, the last one first. */
export function editorsSince(
  { updated_at }: Pick<Lead, 'updated_at'>,
  journey: readonly JourneyEntry[],
): string[] {
  const since = Date.parse(updated_at);
  const refs = journey
    .filter(({ kind, at }) => EDITS.includes(kind) && Date.parse(at) > since)
    .flatMap(({ user_ref }) => user_ref ?? []);
  return [...new Set(refs)];
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
  for (const field of FIELD_ORDER) {
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
