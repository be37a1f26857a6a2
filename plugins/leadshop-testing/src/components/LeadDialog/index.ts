export { AddLeadDialog } from './AddLeadDialog';
export { EditLeadDialog } from './EditLeadDialog';
export { LeadDialog } from './LeadDialog';
export { useLeadForm } from './useLeadForm';
