/*
 * What the tests of a period came to. One answer of the server feeds the four
 * cards with the sentence above them, and the charts; useMetrics keeps it up
 * to date. The panel of the cards is the one that says when it cannot be read.
 */
export { changeOf } from './change';
export type { Change } from './change';
export { ChangeNote } from './ChangeNote';
export { ChartNote } from './ChartNote';
export { MetricsCharts } from './MetricsCharts';
export { MetricsPanel } from './MetricsPanel';
export { NoSamples } from './NoSamples';
export { useEndedTests } from './useEndedTests';
export { useMetrics } from './useMetrics';
export { useOutdatedStyles } from './useOutdatedStyles';
