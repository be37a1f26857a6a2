export { ImportPage } from './ImportPage';
export { ImportsPage } from './ImportsPage';
export { ImportWizard } from './ImportWizard';
