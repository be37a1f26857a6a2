import { z } from 'zod';
import {
  PipelineStep,
  Providers,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { defineStep } from './definition';
import { sourceSchema } from './evidence';
import { sourceOf, warnIfStale } from './failure';
import { leadOfTest } from './lead/ofTest';
import { planAssessments } from './lead/plan';

/** Evidence of step 8. Money in US dollars a month. */
export const semrushDetailsSchema = z.object({
  /** Null when search figures do not apply to this site. */
  domain: z.string().nullable(),
  applies: z.boolean(),
  reason: z.string(),
  found: z.boolean(),
  database: z.string().nullable(),
  /** 0: not ranked. */
  rank: z.number().min(0),
  organic_keywords: z.number().min(0),
  organic_traffic: z.number().min(0),
  organic_cost: z.number().min(0),
  adwords_keywords: z.number().min(0),
  /** Date of the figures. */
  date: z.string().nullable(),
  source: sourceSchema.nullable(),
});
/** Evidence of step 8. */
export type SemrushDetails = z.infer<typeof semrushDetailsSchema>;

const NOTHING = {
  found: false,
  database: null,
  rank: 0,
  organic_keywords: 0,
  organic_traffic: 0,
  organic_cost: 0,
  adwords_keywords: 0,
  date: null,
  source: null,
};

/** Step 8: how visible the site is in search. */
export function semrushStep({
  semrush,
}: Pick<Providers, 'semrush'>): PipelineStep {
  return defineStep('semrush_integration', {
    dependsOn: ['assessment_orchestrator'],
    timeoutMs: 45_000,
    attempts: 3,
    async run(context, learnt) {
      const planned = planAssessments(leadOfTest(context)).find(
        p => p.assessment === 'semrush_integration',
      );
      const domain = planned?.input ?? null;
      const reason = planned?.reason ?? '';
      if (domain === null) {
        context.warn(`Search figures were not asked for: ${reason}`);
        const details: SemrushDetails = {
          ...NOTHING,
          domain,
          applies: false,
          reason,
        };
        return { details, provider_mode: null };
      }
      learnt.details.domain = domain;
      const answer = await semrush.domainRanks(domain, {
        signal: context.signal,
      });
      warnIfStale(context, 'SEMrush', answer);
      const { ranks } = answer;
      const details: SemrushDetails = {
        domain,
        applies: true,
        reason,
        found: answer.found,
        database: answer.database,
        rank: ranks.rank,
        organic_keywords: ranks.organic_keywords,
        organic_traffic: ranks.organic_traffic,
        organic_cost: ranks.organic_cost,
        adwords_keywords: ranks.adwords_keywords,
        date: ranks.date,
        source: sourceOf(answer),
      };
      return { details, provider_mode: answer.mode };
    },
  });
}
