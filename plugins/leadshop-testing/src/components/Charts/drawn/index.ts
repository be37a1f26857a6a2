/*
 * What recharts draws. Only this folder imports it, and only useDrawnCharts
 * imports this folder, so that the library is in a chunk of its own that is
 * loaded beside the figures. What a chart means is said by ChartView around
 * it, in words and as a table; here nothing has to be read by assistive
 * technology or reached with the keyboard.
 */
export { Lines } from './Lines';
export type { PlottedLine } from './Lines';
export { NamedBars } from './NamedBars';
export type { NamedBar } from './NamedBars';
export type { Point } from './overTime';
export { Shares } from './Shares';
export type { Share } from './Shares';
export { StackedBars } from './StackedBars';
