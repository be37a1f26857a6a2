import { z } from 'zod';
import { StepContext } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { evidenceOf } from '../evidence';
import { gbpDetailsSchema } from '../gbp';
import { pagespeedDetailsSchema } from '../pagespeed';
import { ScoreCalculatorDetails } from '../scoreCalculator';
import { securityScraperDetailsSchema } from '../securityScraper';
import { semrushDetailsSchema } from '../semrush';
import { visualAnalysisDetailsSchema } from '../visualAnalysis';

/** What a finding is measured in; the words are the ones a text may use. */
export const FINDING_UNITS = [
  'points of 100',
  'points of 10',
  'stars of 5',
  'percent',
  'ms',
  'days',
  'USD per year',
  'reviews',
  'keywords',
  'visits per month',
  'findings',
  'tier',
  'date',
] as const;
/** What a finding is measured in. */
export type FindingUnit = (typeof FINDING_UNITS)[number];

/** Something that this test found out and a mail may say. */
export const findingSchema = z.object({
  /** Dotted; two findings that differ in one part can be compared. */
  id: z.string(),
  label: z.string(),
  value: z.union([z.number(), z.string()]),
  unit: z.enum(FINDING_UNITS),
});
/** Something that this test found out and a mail may say. */
export type Finding = z.infer<typeof findingSchema>;

type Row = [
  id: string,
  label: string,
  value: number | string | null | undefined,
  unit: FindingUnit,
];

function pagespeedRows(context: StepContext): Row[] {
  const { details } = evidenceOf(
    context,
    'pagespeed_integration',
    pagespeedDetailsSchema,
  );
  if (!details) return [];
  const views = (['mobile', 'desktop'] as const).flatMap((view): Row[] => {
    const { scores, lcp_ms } = details[view];
    const on = view === 'mobile' ? 'on phones' : 'on desktops';
    return [
      [
        `pagespeed.${view}.performance`,
        `Speed ${on}`,
        scores.performance,
        'points of 100',
      ],
      [
        `pagespeed.${view}.lcp`,
        `Time until the main content shows ${on}`,
        Math.round(lcp_ms),
        'ms',
      ],
    ];
  });
  const { scores, opportunities } = details.mobile;
  return [
    ...views,
    [
      'pagespeed.accessibility',
      'Accessibility',
      scores.accessibility,
      'points of 100',
    ],
    [
      'pagespeed.seo',
      'Technical search engine readiness',
      scores.seo,
      'points of 100',
    ],
    [
      'pagespeed.opportunity',
      `Time saved by: ${opportunities.at(0)?.title ?? ''}`,
      opportunities.at(0) && Math.round(opportunities[0].savings_ms),
      'ms',
    ],
  ];
}

function securityRows(context: StepContext): Row[] {
  const { details } = evidenceOf(
    context,
    'security_scraper',
    securityScraperDetailsSchema,
  );
  if (!details) return [];
  const bySeverity = details.findings_by_severity;
  return [
    ['security.score', 'Security of the site', details.score, 'points of 100'],
    [
      'security.high',
      'Severe security findings',
      bySeverity.high || null,
      'findings',
    ],
    [
      'security.medium',
      'Medium security findings',
      bySeverity.medium || null,
      'findings',
    ],
    [
      'security.certificate',
      'Days until the certificate expires',
      details.tls?.days_to_expiry,
      'days',
    ],
  ];
}

function placeRows(context: StepContext): Row[] {
  const { details } = evidenceOf(context, 'gbp_integration', gbpDetailsSchema);
  if (!details?.place) return [];
  return [
    ['gbp.rating', 'Google rating', details.place.rating, 'stars of 5'],
    ['gbp.reviews', 'Google reviews', details.place.review_count, 'reviews'],
    [
      'gbp.completeness',
      'Completeness of the Google profile',
      details.completeness,
      'percent',
    ],
  ];
}

function searchRows(context: StepContext): Row[] {
  const { details } = evidenceOf(
    context,
    'semrush_integration',
    semrushDetailsSchema,
  );
  if (!details?.applies) return [];
  return [
    [
      'search.traffic',
      'Visits from search',
      details.organic_traffic,
      'visits per month',
    ],
    [
      'search.keywords',
      'Search terms with a ranking',
      details.organic_keywords,
      'keywords',
    ],
    ['search.date', 'Date of the search figures', details.date, 'date'],
  ];
}

function visualRows(context: StepContext): Row[] {
  const { details } = evidenceOf(
    context,
    'llm_visual_analysis',
    visualAnalysisDetailsSchema,
  );
  if (!details) return [];
  return [
    ['visual.overall', 'Visual impression', details.overall, 'points of 10'],
    [
      'visual.calls_to_action',
      'Clearness of the next step for visitors',
      details.rubric.calls_to_action.score,
      'points of 10',
    ],
    [
      'visual.trust_signals',
      'Signs of trust',
      details.rubric.trust_signals.score,
      'points of 10',
    ],
  ];
}

/** Everything that the test found out and that a mail may build on. */
export function collectFindings(
  context: StepContext,
  score: ScoreCalculatorDetails,
): Finding[] {
  const rows: Row[] = [
    ['score.total', 'Overall score', score.score, 'points of 100'],
    ['score.tier', 'Tier', score.tier, 'tier'],
    [
      'score.impact',
      'Estimated yearly revenue that a better presence may bring',
      score.revenue_impact.amount,
      'USD per year',
    ],
    ...pagespeedRows(context),
    ...securityRows(context),
    ...placeRows(context),
    ...searchRows(context),
    ...visualRows(context),
  ];
  return rows.flatMap(([id, label, value, unit]) =>
    value === null || value === undefined ? [] : [{ id, label, value, unit }],
  );
}
