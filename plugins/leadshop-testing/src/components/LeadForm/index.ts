export { LeadFields } from './LeadFields';
export { FieldInput } from './FieldInput';
export {
  changesOf,
  formOf,
  leadOf,
  FIELD_ORDER,
  outlineOf,
  problemsOf,
  recordOutlines,
  valuesOf,
} from './leadForm';
export { issueText } from './issueText';
export type { FieldProblems, LeadFieldOutline, LeadForm } from './leadForm';
