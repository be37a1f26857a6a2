import type {
  ComponentResults,
  Fault,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** The faults that there were, the most frequent first. */
export function faultsOf({
  faults,
}: Pick<ComponentResults, 'faults'>): [Fault, number][] {
  return (Object.entries(faults) as [Fault, number][])
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
}
