import useAsyncRetry from 'react-use/esm/useAsyncRetry';

const load = () => import('./drawn');

/** What draws charts, once it is loaded. */
export type DrawnCharts = Awaited<ReturnType<typeof load>>;

/** Loads what draws charts, in a chunk of its own. */
export function useDrawnCharts() {
  return useAsyncRetry(load, []);
}
