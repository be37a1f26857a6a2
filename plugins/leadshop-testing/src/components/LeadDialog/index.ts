export { AddLeadDialog } from './AddLeadDialog';
export { EditLeadDialog } from './EditLeadDialog';
