export { ActiveTestsPanel } from './ActiveTestsPanel';
export { applyToActive, applyToRecent, testsIn } from './activeTests';
