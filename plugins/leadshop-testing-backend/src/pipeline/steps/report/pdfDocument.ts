/*
 * The report as a document of pdfmake. Plain data, so that it can go to the
 * worker thread; charts are drawn as vectors.
 */
import {
  COLOURS,
  PAGE,
  PdfDocument,
  PdfNode,
  section,
  table,
} from './pdfNodes';
import { inWords, ReportData } from './reportData';

const BAR = { width: 240, height: 9 } as const;

function colourOf(share: number): string {
  if (share >= 0.8) return COLOURS.good;
  return share >= 0.5 ? COLOURS.fair : COLOURS.poor;
}

const money = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 0,
});
const count = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

function barChart(
  bars: readonly { label: string; value: number; maximum: number }[],
): PdfNode {
  return {
    layout: 'noBorders',
    margin: [0, 2, 0, 8],
    table: {
      widths: [170, BAR.width + 6, '*'],
      body: bars.map(({ label, value, maximum }) => {
        const share = Math.min(1, Math.max(0, value / maximum));
        const rect = (w: number, color: string) => ({
          type: 'rect',
          x: 0,
          y: 3,
          w,
          h: BAR.height,
          r: 2,
          color,
        });
        return [
          { text: label },
          {
            canvas: [
              rect(BAR.width, COLOURS.track),
              // A bar of no width would be drawn as a line
              rect(Math.max(1, BAR.width * share), colourOf(share)),
            ],
          },
          { text: `${count.format(value)} / ${maximum}`, alignment: 'right' },
        ];
      }),
    },
  };
}

function head(data: ReportData): PdfNode[] {
  const share = data.score / 100;
  return [
    { text: data.business_name, style: 'title' },
    {
      text: [data.website_url, data.location].filter(Boolean).join(' · '),
      color: COLOURS.quiet,
      margin: [0, 0, 0, 12],
    },
    {
      columnGap: 16,
      columns: [
        {
          width: 150,
          stack: [
            {
              text: count.format(data.score),
              fontSize: 40,
              bold: true,
              color: colourOf(share),
            },
            { text: `of 100, tier ${data.tier}: ${data.tier_meaning}` },
          ],
        },
        {
          width: '*',
          stack: [
            { text: 'Estimated revenue impact', bold: true },
            {
              text: `${money.format(data.revenue_impact.amount)} a year`,
              fontSize: 20,
            },
            {
              ul: data.revenue_impact.assumptions,
              fontSize: 8,
              color: COLOURS.quiet,
            },
          ],
        },
      ],
    },
  ];
}

const SCREENSHOT = 'screenshot';

function screenshotNodes(png: Uint8Array | undefined): PdfNode[] {
  if (!png) return [];
  return section('The site on a desktop', { image: SCREENSHOT, width: 400 });
}

function imagesOf(png: Uint8Array | undefined): Record<string, string> {
  if (!png) return {};
  const data = Buffer.from(png).toString('base64');
  return { [SCREENSHOT]: `data:image/png;base64,${data}` };
}

function securityNodes({ security }: ReportData): PdfNode[] {
  if (!security) return [];
  const rows = security.findings.map(f => [
    inWords(f.severity),
    f.title,
    f.what_to_do,
  ]);
  return section(
    'Security',
    barChart([
      { label: 'Security of the site', value: security.score, maximum: 100 },
    ]),
    ...(rows.length > 0
      ? [table(['Severity', 'Finding', 'What to do'], rows)]
      : []),
  );
}

function visibilityNodes({ profile, search }: ReportData): PdfNode[] {
  const rows: string[][] = [];
  if (profile) {
    rows.push(
      ['Google profile', profile.name],
      [
        'Rating',
        `${profile.rating ?? 'none'} of 5 by ${count.format(
          profile.review_count,
        )} reviews`,
      ],
      ['Profile complete', `${profile.completeness ?? 0} percent`],
    );
    if (profile.missing.length > 0) {
      rows.push([
        'Not in the profile',
        profile.missing.map(inWords).join(', '),
      ]);
    }
  }
  if (search) {
    rows.push(
      ['Domain', search.domain],
      ['Search terms with a ranking', count.format(search.organic_keywords)],
      ['Visits from search a month', count.format(search.organic_traffic)],
    );
  }
  if (rows.length === 0) return [];
  return section('Visibility', table(['Figure', 'Value'], rows));
}

/** Lays the report out. */
export function reportDocument(
  data: ReportData,
  screenshot: Uint8Array | undefined,
): PdfDocument {
  const vitals = data.vitals.map(v => [
    inWords(v.view),
    `${count.format(v.lcp_ms)} ms`,
    String(v.cls),
    `${count.format(v.tbt_ms)} ms`,
  ]);
  return {
    info: {
      title: `Web presence of ${data.business_name}`,
      creator: 'LeadShop Testing',
    },
    images: imagesOf(screenshot),
    ...PAGE,
    footer: {
      text: `LeadShop test ${data.test_id}, ${data.created_at.slice(0, 10)}`,
      alignment: 'center',
      fontSize: 8,
      color: COLOURS.quiet,
    },
    content: [
      ...head(data),
      ...section(
        'How the score comes about',
        barChart(
          data.contributions.map(c => ({
            label: `${inWords(c.part)} (${Math.round(
              c.effective_weight * 100,
            )} %)`,
            value: c.value,
            maximum: 100,
          })),
        ),
        ...data.missing.map(m => ({
          text: `Left out: ${inWords(m.part)}, ${m.reason}`,
          color: COLOURS.quiet,
        })),
      ),
      ...screenshotNodes(screenshot),
      ...(data.speed.length > 0
        ? section(
            'Speed and quality',
            barChart(data.speed),
            table(
              ['View', 'Main content shows', 'Layout shift', 'Blocked'],
              vitals,
            ),
            { ul: data.opportunities },
          )
        : []),
      ...securityNodes(data),
      ...visibilityNodes(data),
      ...(data.visual.length > 0
        ? section('Visual impression', barChart(data.visual), {
            ul: data.visual.map(v => `${v.label}: ${v.reason}`),
          })
        : []),
    ],
  };
}
