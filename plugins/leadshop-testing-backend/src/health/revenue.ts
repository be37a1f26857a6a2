/* Revenue impact as the wire has it. */
import {
  ComponentSlug,
  COMPONENTS,
  RevenueImpact,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { REVENUE_FORMULA } from '../store/metrics/increments';
import { RevenueRow } from '../store/metrics/MetricsStore';
import { rounded } from './figures';

/** More than a page shows; the total has all of them. */
const LISTED = 100;

/** Every scored test is at exactly one industry. */
const ofEachTest = (rows: readonly RevenueRow[]) =>
  rows.filter(row => row.dimension === 'industry');

function byCurrency(rows: readonly RevenueRow[]): Map<string, number> {
  const tests = new Map<string, number>();
  for (const row of ofEachTest(rows)) {
    tests.set(row.currency, (tests.get(row.currency) ?? 0) + row.tests);
  }
  return tests;
}

/** The currency of most tests. */
function mainCurrency(rows: readonly RevenueRow[]): string | undefined {
  return [...byCurrency(rows)].sort(([, a], [, b]) => b - a)[0]?.[0];
}

const sumOf = (rows: readonly RevenueRow[]) =>
  rounded(ofEachTest(rows).reduce((sum, row) => sum + row.amount, 0));

/** Revenue impact of a period, in the currency of most of its tests. */
export function revenueOf(all: readonly RevenueRow[]): RevenueImpact {
  const currency = mainCurrency(all);
  const rows = all.filter(row => row.currency === currency);
  const listed = (dimension: RevenueRow['dimension']) =>
    rows
      .filter(row => row.dimension === dimension)
      .slice(0, LISTED)
      .map(row => ({ ...row, amount: rounded(row.amount) }));
  const counted = [...byCurrency(all)];
  return {
    total: sumOf(rows),
    by_component: listed('component').map(({ key, amount }) => ({
      name: key,
      title: COMPONENTS[key as ComponentSlug] ?? key,
      amount,
    })),
    by_industry: listed('industry').map(({ key, amount, tests }) => ({
      industry: key || null,
      amount,
      tests,
    })),
    by_import: listed('import').map(({ key, file_name, amount, tests }) => ({
      import_id: key || null,
      file_name,
      amount,
      tests,
    })),
    currency: currency || null,
    other_currencies: counted
      .filter(([other]) => other !== currency)
      .reduce((sum, [, tests]) => sum + tests, 0),
    formula: REVENUE_FORMULA,
  };
}

/** Total of another period, in the same currency. */
export function revenueIn(
  rows: readonly RevenueRow[],
  currency: string | null,
): number {
  return sumOf(rows.filter(row => row.currency === (currency ?? '')));
}
