/* Charts of a report, drawn as vectors. Each has its figures beside it. */
import { COLOURS, PdfNode } from '../pipeline/steps/report/pdfNodes';
import type { ReportedStretch, Stretch } from './ReportFigures';

const BAR = { width: 230, height: 9 } as const;
const COLUMNS = { width: 515, height: 90 } as const;
const WIDEST_COLUMN = 26;

export const numbers = new Intl.NumberFormat('en-US', {
  maximumFractionDigits: 1,
});

/** Horizontal bars with a label and a count, the longest as long as it gets. */
export function bars(
  rows: readonly { label: string; count: number }[],
  colour: string,
): PdfNode {
  const longest = Math.max(1, ...rows.map(row => row.count));
  return {
    layout: 'noBorders',
    margin: [0, 2, 0, 8],
    table: {
      widths: [200, BAR.width + 6, '*'],
      body: rows.map(({ label, count }) => [
        { text: label },
        {
          canvas: [
            {
              type: 'rect',
              x: 0,
              y: 3,
              // A bar of no width would be drawn as a line
              w: Math.max(1, (BAR.width * count) / longest),
              h: BAR.height,
              r: 2,
              color: colour,
            },
          ],
        },
        { text: numbers.format(count), alignment: 'right' },
      ]),
    },
  };
}

const PARTS = [
  { part: 'success', name: 'passed', colour: COLOURS.good },
  { part: 'failed', name: 'failed', colour: COLOURS.poor },
  { part: 'cancelled', name: 'cancelled', colour: COLOURS.quiet },
] as const;

/** Tests over time: a column for each stretch, passed ones at the bottom. */
export function columns(
  timeline: readonly ReportedStretch[],
  stretch: Stretch,
): PdfNode[] {
  const [first] = timeline;
  const last = timeline.at(-1);
  if (!first || !last) return [];
  const ended = (row: ReportedStretch) =>
    row.success + row.failed + row.cancelled;
  const highest = Math.max(1, ...timeline.map(ended));
  const pitch = Math.min(WIDEST_COLUMN, COLUMNS.width / timeline.length);
  const rects = timeline.flatMap((row, i) => {
    let top: number = COLUMNS.height;
    return PARTS.filter(({ part }) => row[part] > 0).map(({ part, colour }) => {
      const height = (COLUMNS.height * row[part]) / highest;
      top -= height;
      return {
        type: 'rect',
        x: i * pitch,
        y: top,
        w: Math.max(1, pitch - 2),
        h: height,
        color: colour,
      };
    });
  });
  const total = (part: keyof Omit<ReportedStretch, 'from'>) =>
    timeline.reduce((sum, row) => sum + row[part], 0);
  return [
    {
      text: PARTS.flatMap(({ part, name, colour }, i) => [
        { text: `${i > 0 ? '    ' : ''}■ `, color: colour },
        { text: `${name}: ${numbers.format(total(part))}` },
      ]),
      margin: [0, 2, 0, 6],
    },
    {
      canvas: [
        {
          type: 'line',
          x1: 0,
          y1: COLUMNS.height,
          x2: pitch * timeline.length,
          y2: COLUMNS.height,
          lineWidth: 0.5,
          lineColor: COLOURS.quiet,
        },
        ...rects,
      ],
    },
    {
      text: `Each column is ${
        stretch === 'hour' ? 'an hour' : `a ${stretch}`
      } (UTC) in which tests were started, from ${day(first.from)} to ${day(
        last.from,
      )}; the highest has ${numbers.format(highest)} tests.`,
      fontSize: 8,
      color: COLOURS.quiet,
      margin: [0, 2, 0, 8],
    },
  ];
}

/** A day as people write it in reports, UTC. */
export function day(time: string): string {
  return time.slice(0, 10);
}
