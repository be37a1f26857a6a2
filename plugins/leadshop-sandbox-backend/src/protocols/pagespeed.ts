import { Answer, Call, json, Protocol, RefusalKind } from '../exchange';
import { FaultRule } from '../faults';
import { googleError, googleRefusal, keyNotAllowed } from '../google';
import { Seed, subjectOf } from '../seed';

/**
 * PageSpeed Insights v5: `/pagespeed/runPagespeed`. A site has one quality,
 * drawn from its address; all times and scores follow from it, so that they
 * agree with each other as they do in Lighthouse.
 */

const CATEGORIES = {
  performance: 'Performance',
  accessibility: 'Accessibility',
  'best-practices': 'Best Practices',
  seo: 'SEO',
} as const;
type Category = keyof typeof CATEGORIES;

/** Per strategy: the value that scores 0.9 and the one that scores 0.5. */
interface Curve {
  good: number;
  median: number;
}

interface Metric {
  id: string;
  title: string;
  weight: number;
  mobile: Curve;
  desktop: Curve;
  /** Drawn between these factors of the median, best to worst. */
  best: number;
  worst: number;
}

/** Weights and curves are those of Lighthouse 10 and later. */
const METRICS: readonly Metric[] = [
  {
    id: 'first-contentful-paint',
    title: 'First Contentful Paint',
    weight: 0.1,
    mobile: { good: 1800, median: 3000 },
    desktop: { good: 934, median: 1600 },
    best: 0.35,
    worst: 1.6,
  },
  {
    id: 'speed-index',
    title: 'Speed Index',
    weight: 0.1,
    mobile: { good: 3387, median: 5800 },
    desktop: { good: 1311, median: 2300 },
    best: 0.35,
    worst: 1.7,
  },
  {
    id: 'largest-contentful-paint',
    title: 'Largest Contentful Paint',
    weight: 0.25,
    mobile: { good: 2500, median: 4000 },
    desktop: { good: 1200, median: 2400 },
    best: 0.4,
    worst: 2.4,
  },
  {
    id: 'total-blocking-time',
    title: 'Total Blocking Time',
    weight: 0.3,
    mobile: { good: 200, median: 600 },
    desktop: { good: 150, median: 350 },
    best: 0.05,
    worst: 2.5,
  },
  {
    id: 'cumulative-layout-shift',
    title: 'Cumulative Layout Shift',
    weight: 0.25,
    mobile: { good: 0.1, median: 0.25 },
    desktop: { good: 0.1, median: 0.25 },
    best: 0.02,
    worst: 1.6,
  },
];

const OPPORTUNITIES = [
  ['render-blocking-resources', 'Eliminate render-blocking resources', 1800],
  ['unused-javascript', 'Reduce unused JavaScript', 1500],
  ['modern-image-formats', 'Serve images in next-gen formats', 2600],
  ['uses-optimized-images', 'Efficiently encode images', 1200],
  ['uses-text-compression', 'Enable text compression', 900],
  ['unused-css-rules', 'Reduce unused CSS', 700],
  ['server-response-time', 'Reduce initial server response time', 1100],
] as const;

export class PageSpeedProtocol implements Protocol {
  readonly component = 'pagespeed';

  describe() {
    return { slugs: ['pagespeed-integration'] as const };
  }

  refuse(kind: RefusalKind, rule: FaultRule): Answer {
    return googleRefusal(kind, rule);
  }

  answer(call: Call): Answer {
    if (call.path !== 'runPagespeed' || call.method !== 'GET') {
      return googleError(404, 'NOT_FOUND', 'Method not found.', 'notFound');
    }
    if (call.query.get('key') === 'invalid') return keyNotAllowed();
    const url = call.query.get('url');
    if (!url || !/^https?:\/\/[^/]+/.test(url)) {
      return invalid(
        url
          ? `Invalid value '${url}'. Values must match the following regular expression: '(?i)(url:|origin:)?http(s)?://.*'`
          : 'Required parameter: url',
      );
    }
    const strategy = (call.query.get('strategy') ?? 'desktop').toLowerCase();
    if (strategy !== 'mobile' && strategy !== 'desktop') {
      return invalid(`Invalid value at 'strategy': "${strategy}"`);
    }
    const asked = call.query
      .getAll('category')
      .map(name => name.toLowerCase().replace('_', '-'));
    const unknown = asked.find(name => !Object.hasOwn(CATEGORIES, name));
    if (unknown) return invalid(`Invalid value at 'category': "${unknown}"`);
    const categories = asked.length
      ? (asked as Category[])
      : ['performance' as const];
    return json(200, report(url, strategy, categories));
  }
}

function invalid(message: string): Answer {
  return googleError(400, 'INVALID_ARGUMENT', message, 'invalidParameter');
}

function report(
  url: string,
  strategy: 'mobile' | 'desktop',
  categories: readonly Category[],
) {
  const subject = subjectOf(url);
  const quality = Seed.of('quality', subject).fraction();
  const seed = Seed.of('pagespeed', subject, strategy);
  const audits: Record<string, unknown> = {};
  let performance = 0;
  for (const metric of METRICS) {
    const { good, median } = metric[strategy];
    const badness = clamp(1 - quality + seed.decimal(-0.15, 0.15, 3));
    const factor = metric.best + (metric.worst - metric.best) * badness;
    const isShift = metric.id === 'cumulative-layout-shift';
    const numericValue = Number((median * factor).toFixed(isShift ? 4 : 1));
    const score = scoreOf(numericValue, good, median);
    performance += score * metric.weight;
    audits[metric.id] = {
      id: metric.id,
      title: metric.title,
      score,
      scoreDisplayMode: 'numeric',
      numericValue,
      numericUnit: isShift ? 'unitless' : 'millisecond',
      displayValue: displayed(metric.id, numericValue),
    };
  }
  for (const [id, title, most] of OPPORTUNITIES) {
    const saved =
      Math.round((most * (1 - quality) * seed.fraction()) / 10) * 10;
    audits[id] = {
      id,
      title,
      score: saved === 0 ? 1 : Number(clamp(1 - saved / most).toFixed(2)),
      scoreDisplayMode: 'metricSavings',
      numericValue: saved,
      numericUnit: 'millisecond',
      ...(saved > 0 && { displayValue: `Est savings of ${saved} ms` }),
      details: {
        type: 'opportunity',
        headings: [],
        items: [],
        overallSavingsMs: saved,
        overallSavingsBytes: saved * 96,
      },
    };
  }
  const scores: Record<Category, number> = {
    performance: Number(performance.toFixed(2)),
    accessibility: near(quality, 0.62, 1, seed),
    'best-practices': near(quality, 0.54, 1, seed),
    seo: near(quality, 0.6, 1, seed),
  };
  return {
    captchaResult: 'CAPTCHA_NOT_NEEDED',
    kind: 'pagespeedonline#result',
    id: url,
    analysisUTCTimestamp: new Date().toISOString(),
    lighthouseResult: {
      requestedUrl: url,
      finalUrl: url,
      finalDisplayedUrl: url,
      mainDocumentUrl: url,
      lighthouseVersion: '12.6.0',
      fetchTime: new Date().toISOString(),
      runWarnings: [],
      configSettings: { formFactor: strategy, locale: 'en-US' },
      categories: Object.fromEntries(
        categories.map(id => [
          id,
          { id, title: CATEGORIES[id], score: scores[id], auditRefs: [] },
        ]),
      ),
      audits,
      timing: { total: seed.integer(6000, 16_000) },
    },
  };
}

/** A log-logistic curve through both points, close to Lighthouse's own. */
function scoreOf(value: number, good: number, median: number): number {
  const slope = Math.log(9) / Math.log(median / good);
  return Number((1 / (1 + (value / median) ** slope)).toFixed(2));
}

function near(quality: number, from: number, to: number, seed: Seed): number {
  const value = from + (to - from) * quality + seed.decimal(-0.06, 0.06, 2);
  return Number(Math.min(value, 1).toFixed(2));
}

function clamp(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}

function displayed(id: string, value: number): string {
  if (id === 'cumulative-layout-shift') return String(Number(value.toFixed(3)));
  if (id === 'total-blocking-time') return `${Math.round(value)} ms`;
  return `${(value / 1000).toFixed(1)} s`;
}
