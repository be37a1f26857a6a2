/*
 * Imports after their start: their list, and one of them with its progress and
 * its result. The wizard before the start is in ImportWizard.
 */
export { ImportsPage } from './ImportsPage';
export { ImportPage } from './ImportPage';
export { ImportCounts } from './ImportCounts';
export { ImportProgress, WorkBar } from './ImportProgress';
export { uploadText } from './uploadText';
export { RejectedRowsButton } from './RejectedRowsButton';
export { isUnderWay, resultText } from './resultText';
