import { CellResult } from './underLoad';

/** At least so much of the rate has to come back. */
const BACK = 0.95;
/** Findings of a kind that are shown in full. */
const SHOWN = 5;

/** Nothing lost, nothing doubled, and as fast as before. */
export function holds(result: CellResult): boolean {
  const { tests, steps, events } = result.findings;
  return (
    tests.length + steps.length + events.length === 0 &&
    result.recovered_after_ms !== undefined &&
    result.rate_after >= result.rate_before * BACK
  );
}

const COLUMNS = [
  'cell',
  'recovered after',
  'tests lost',
  'steps doubled',
  'events lost',
  'rate before',
  'rate after',
  'tests',
  '',
];

/** The table of what was broken and what became of it. */
export function table(results: Map<string, CellResult>): string {
  const rows = [...results].map(([name, result]) => [
    name,
    recovered(result),
    ...[
      result.findings.tests,
      result.findings.steps,
      result.findings.events,
    ].map(list => String(list.length)),
    `${result.rate_before.toFixed(2)}/s`,
    `${result.rate_after.toFixed(2)}/s`,
    String(result.tests),
    holds(result) ? 'holds' : 'DOES NOT HOLD',
  ]);
  return grid([COLUMNS, ...rows]);
}

function recovered({ recovered_after_ms: ms }: CellResult): string {
  return ms === undefined ? 'never' : `${(ms / 1_000).toFixed(1)} s`;
}

/** Rows in columns. */
export function grid(rows: readonly string[][]): string {
  const widths = rows[0].map((_, i) =>
    Math.max(...rows.map(row => row[i].length)),
  );
  return rows
    .map(row =>
      row
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What one cell came to, in words. */
export function story(name: string, result: CellResult): string {
  const lines = [
    `${name}: ${result.injected}`,
    `  ${result.remarks.join(', ')}`,
    `  recovered after ${recovered(result)}, ${result.rate_before.toFixed(
      2,
    )}/s before and ${result.rate_after.toFixed(2)}/s after`,
  ];
  for (const kind of ['tests', 'steps', 'events'] as const) {
    const list = result.findings[kind];
    for (const finding of list.slice(0, SHOWN)) {
      lines.push(`  ${kind}: ${finding}`);
    }
    if (list.length > SHOWN) {
      lines.push(`  ${kind}: and ${list.length - SHOWN} more`);
    }
  }
  return lines.join('\n');
}
