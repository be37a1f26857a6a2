export { LEAD_FIELDS } from './leadForm';
export { RunTestDialog } from './RunTestDialog';
