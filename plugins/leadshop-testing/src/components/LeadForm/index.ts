export { LeadFields } from './LeadFields';
export { FieldInput } from './FieldInput';
export {
  changesOf,
  formOf,
  leadOf,
  outlineOf,
  problemsOf,
  RECORD_FIELDS,
  valuesOf,
} from './leadForm';
export type { FieldProblems, LeadFieldOutline, LeadForm } from './leadForm';
