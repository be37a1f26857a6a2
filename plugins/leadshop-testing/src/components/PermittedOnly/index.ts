export { LoadingPage } from './LoadingPage';
export { PermittedOnly } from './PermittedOnly';
