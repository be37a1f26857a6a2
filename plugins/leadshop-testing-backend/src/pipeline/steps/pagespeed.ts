import { z } from 'zod';
import {
  PageSpeedReport,
  PipelineStep,
  Providers,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { defineStep } from './definition';
import { sourceSchema } from './evidence';
import { sourceOf, warnIfStale } from './failure';
import { leadOfTest } from './lead/ofTest';
import { sideBySide } from './sideBySide';

const percent = z.number().min(0).max(100);

/** One of the two measurements. Times in milliseconds. */
export const pagespeedMeasurementSchema = z.object({
  final_url: z.string(),
  scores: z.object({
    performance: percent,
    accessibility: percent,
    best_practices: percent,
    seo: percent,
  }),
  lcp_ms: z.number().min(0),
  cls: z.number().min(0),
  tbt_ms: z.number().min(0),
  fcp_ms: z.number().nullable(),
  speed_index_ms: z.number().nullable(),
  /** What saves most, first. */
  opportunities: z.array(
    z.object({ id: z.string(), title: z.string(), savings_ms: z.number() }),
  ),
  lighthouse_version: z.string().nullable(),
  source: sourceSchema,
});
/** Evidence of step 4. */
export const pagespeedDetailsSchema = z.object({
  url: z.string(),
  mobile: pagespeedMeasurementSchema,
  desktop: pagespeedMeasurementSchema,
});
/** Evidence of step 4. */
export type PagespeedDetails = z.infer<typeof pagespeedDetailsSchema>;

const TOP_OPPORTUNITIES = 5;

function measurement(report: PageSpeedReport) {
  return {
    final_url: report.final_url,
    scores: { ...report.scores },
    lcp_ms: report.lcp_ms,
    cls: report.cls,
    tbt_ms: report.tbt_ms,
    fcp_ms: report.fcp_ms,
    speed_index_ms: report.speed_index_ms,
    opportunities: [...report.opportunities]
      .sort((a, b) => b.savings_ms - a.savings_ms)
      .slice(0, TOP_OPPORTUNITIES)
      .map(({ id, title, savings_ms }) => ({ id, title, savings_ms })),
    lighthouse_version: report.lighthouse_version,
    source: sourceOf(report),
  };
}

/** Step 4: how fast the site is on a phone and on a desktop. */
export function pagespeedStep({
  pagespeed,
}: Pick<Providers, 'pagespeed'>): PipelineStep {
  return defineStep('pagespeed_integration', {
    dependsOn: ['assessment_orchestrator'],
    timeoutMs: 120_000,
    attempts: 3,
    async run(context, learnt) {
      const { website_url: url } = leadOfTest(context);
      learnt.details.url = url;
      const { seen, provider_mode } = await sideBySide(
        ['mobile', 'desktop'],
        learnt,
        async strategy => {
          const report = await pagespeed.run(url, strategy, {
            signal: context.signal,
          });
          warnIfStale(context, `PageSpeed Insights (${strategy})`, report);
          return { mode: report.mode, seen: measurement(report) };
        },
      );
      const details: PagespeedDetails = { url, ...seen };
      return { details, provider_mode };
    },
  });
}
