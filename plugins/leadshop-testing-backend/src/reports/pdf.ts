/* A report of tests as a document of pdfmake: plain data, for the worker. */
import {
  COLOURS,
  PAGE,
  PdfDocument,
  PdfNode,
  section,
  table,
} from '../pipeline/steps/report/pdfNodes';
import { bars, columns, day, numbers } from './charts';
import { ReportedComponent, ReportFigures } from './ReportFigures';
import { firstFailure, ReportedTest, ReportFilter } from './ReportTests';

/** The newest failures that are told one by one. */
export const MAX_FAILURES = 50;

const MAX_ERROR = 400;
const MAX_BARS = 12;

/** What goes into the document. */
export interface PdfReport {
  filter: ReportFilter;
  figures: ReportFigures;
  /** The newest, at most {@link MAX_FAILURES}. */
  failures: readonly ReportedTest[];
  generated_at: string;
}

const FAULTS = {
  lead: "The lead's site or data",
  leadshop: 'LeadShop',
  vendor: 'An outside service',
  config: 'Settings',
  network: 'The network',
} as const;

/** Lays the report out. */
export function reportPdf(report: PdfReport): PdfDocument {
  const { figures, failures } = report;
  return {
    info: { title: 'LeadShop pipeline tests', creator: 'LeadShop Testing' },
    ...PAGE,
    footer: {
      text: `LeadShop Testing, made on ${report.generated_at
        .slice(0, 16)
        .replace('T', ' ')} UTC`,
      alignment: 'center',
      fontSize: 8,
      color: COLOURS.quiet,
    },
    content: [
      { text: 'LeadShop pipeline tests', style: 'title' },
      ...scope(report),
      together('Summary', summary(figures)),
      together(
        'Tests over time',
        ...columns(figures.timeline, figures.stretch),
      ),
      together('Components', componentTable(figures.components)),
      together('Where tests failed first', ...failingSteps(figures)),
      together('Causes of failed steps', ...causes(figures)),
      ...section('Newest failures', ...failureNodes(figures, failures)),
    ],
  };
}

/** A part that goes to the next page as a whole, title and all. */
function together(title: string, ...nodes: PdfNode[]): PdfNode {
  return { unbreakable: true, stack: section(title, ...nodes) };
}

/** Which tests these are: the period, every filter, and what was measured. */
function scope({ filter, figures }: PdfReport): PdfNode[] {
  const { from, to, ...others } = filter;
  const { first, last, modes } = figures;
  const began = from ?? first;
  const ended = to ?? last;
  const rows: string[][] = [
    [
      'Period',
      began && ended
        ? `${minute(began)} to ${minute(ended)} UTC`
        : 'No test matches',
    ],
    ...Object.entries(others).map(([name, value]) => [
      name.replaceAll('_', ' '),
      Array.isArray(value) ? value.join(', ') : String(value),
    ]),
    ['Measured', measured(modes)],
  ];
  return [
    {
      layout: 'noBorders',
      color: COLOURS.quiet,
      margin: [0, 4, 0, 4],
      table: { widths: [90, '*'], body: rows },
    },
  ];
}

function measured({ live, sandbox }: ReportFigures['modes']): string {
  const counts = `${numbers.format(
    live,
  )} tests against the real services, ${numbers.format(
    sandbox,
  )} against the sandbox`;
  return live > 0 && sandbox > 0
    ? `${counts}; they are counted together here, and the filter provider_mode tells them apart`
    : counts;
}

function summary(figures: ReportFigures): PdfNode {
  const { tests } = figures;
  const ended = tests.success + tests.failed;
  const active = tests.pending + tests.running;
  const total = ended + tests.cancelled + active;
  return table(
    ['Figure', 'Value'],
    [
      ['Tests', numbers.format(total)],
      ['Passed', numbers.format(tests.success)],
      ['Failed', numbers.format(tests.failed)],
      ['Cancelled', numbers.format(tests.cancelled)],
      ['Still under way', numbers.format(active)],
      [
        'Success rate (of those that passed or failed)',
        share(tests.success, ended),
      ],
      ['Half of them took at most', duration(figures.median_ms)],
      ['95 percent of them took at most', duration(figures.p95_ms)],
      [
        'Average score',
        figures.average_score === null
          ? 'none'
          : `${numbers.format(figures.average_score)} of 100`,
      ],
    ],
    [260, '*'],
  );
}

function componentTable(components: readonly ReportedComponent[]): PdfNode {
  if (components.length === 0) return nothing('No step has ended.');
  return table(
    ['Component', 'Runs', 'Passed', 'Failed', 'Success'],
    components.map(({ title, success, failed }) => [
      title,
      numbers.format(success + failed),
      numbers.format(success),
      numbers.format(failed),
      share(success, success + failed),
    ]),
    ['*', 60, 60, 60, 60],
  );
}

function failingSteps({ failing_steps: steps }: ReportFigures): PdfNode[] {
  if (steps.length === 0) return [nothing('No test failed.')];
  const rest = steps.slice(MAX_BARS).reduce((sum, step) => sum + step.count, 0);
  return [
    bars(
      steps
        .slice(0, MAX_BARS)
        .map(({ title, count }) => ({ label: title, count })),
      COLOURS.poor,
    ),
    ...(rest > 0
      ? [nothing(`${numbers.format(rest)} more failed at other steps.`)]
      : []),
  ];
}

function causes({ faults }: ReportFigures): PdfNode[] {
  if (faults.length === 0) return [nothing('No step failed.')];
  return [
    bars(
      faults.map(({ fault, count }) => ({
        label: fault ? FAULTS[fault] : 'Unknown',
        count,
      })),
      COLOURS.fair,
    ),
  ];
}

function failureNodes(
  figures: ReportFigures,
  failures: readonly ReportedTest[],
): PdfNode[] {
  if (failures.length === 0) return [nothing('No test failed.')];
  const more = figures.tests.failed - failures.length;
  return [
    table(
      ['Test', 'Failed at', 'Cause'],
      failures.map(test => {
        const failed = firstFailure(test);
        const error = failed?.error ?? test.error_message ?? 'unknown';
        return [
          {
            stack: [
              { text: test.business_name ?? test.website_url ?? 'No name' },
              {
                text: `${minute(test.created_at)}\n${test.id}`,
                fontSize: 7,
                color: COLOURS.quiet,
              },
            ],
          },
          failed?.title ?? 'No step: the test as a whole',
          {
            text: [
              {
                text: `${failed?.fault ? FAULTS[failed.fault] : 'Unknown'}: `,
                bold: true,
              },
              error.length > MAX_ERROR
                ? `${error.slice(0, MAX_ERROR)}…`
                : error,
            ],
            fontSize: 8,
          },
        ];
      }),
      [165, 110, '*'],
    ),
    ...(more > 0
      ? [
          nothing(
            `These are the newest ${failures.length}; ${numbers.format(
              more,
            )} more failed. The CSV and JSON reports have all of them.`,
          ),
        ]
      : []),
  ];
}

function nothing(text: string): PdfNode {
  return { text, color: COLOURS.quiet, margin: [0, 2, 0, 8] };
}

function share(part: number, whole: number): string {
  if (whole === 0) return 'none';
  // 99.96 percent are not all
  const percent = Math.floor((part / whole) * 1000) / 10;
  return `${numbers.format(percent)} %`;
}

function duration(milliseconds: number | null): string {
  return milliseconds === null
    ? 'none'
    : `${numbers.format(milliseconds / 1000)} s`;
}

function minute(time: string): string {
  const utc = new Date(time).toISOString();
  return `${day(utc)} ${utc.slice(11, 16)}`;
}
