export { ChartView } from './ChartView';
export type { ChartFigures } from './ChartTable';
export type { NamedBar, PlottedLine, Point, Share } from './drawn';
export { lineLook } from './lineLook';
export { useDrawnCharts } from './useDrawnCharts';
export { useMomentText } from './useMomentText';
