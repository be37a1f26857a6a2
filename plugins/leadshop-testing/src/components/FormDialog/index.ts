export { FormDialog } from './FormDialog';
export { useForm } from './useForm';
