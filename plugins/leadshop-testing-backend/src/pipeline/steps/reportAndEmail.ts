import { z } from 'zod';
import {
  PipelineStep,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { contentGeneratorPersonalSchema } from './contentGenerator';
import { defineStep, FullPipelineDeps } from './definition';
import { requiredEvidence } from './evidence';
import { joinedMode } from './failure';
import { leadOfTest } from './lead/ofTest';
import { buildReport, reportEvidenceSchema } from './report/buildReport';
import { collectReportData } from './report/reportData';
import { mailEvidenceSchema, writeMail } from './report/writeMail';
import { scoreCalculatorDetailsSchema } from './scoreCalculator';

/** Evidence of step 12. */
export const reportAndEmailDetailsSchema = z.object({
  report: reportEvidenceSchema,
  mail: mailEvidenceSchema,
  spam: z.object({
    engine: z.string(),
    score: z.number(),
    limit: z.number(),
    rules: z.array(
      z.object({
        name: z.string(),
        score: z.number(),
        description: z.string(),
      }),
    ),
  }),
  delivery: z.object({
    mailbox: z.string(),
    message_id: z.string(),
    response: z.string(),
    duration_ms: z.number(),
  }),
});
/** Evidence of step 12. */
export type ReportAndEmailDetails = z.infer<typeof reportAndEmailDetailsSchema>;

type Deps = Pick<FullPipelineDeps, 'providers' | 'renderer' | 'spamLimit'>;

/** Step 12: the report, the mail, and its delivery to the test mailbox. */
export function reportAndEmailStep(deps: Deps): PipelineStep {
  const { mail, spam } = deps.providers;
  return defineStep('report_and_email', {
    dependsOn: ['content_generator'],
    timeoutMs: 150_000,
    attempts: 3,
    async run(context, learnt) {
      const { signal } = context;
      const lead = leadOfTest(context);
      const score = requiredEvidence(
        context,
        'score_calculator',
        scoreCalculatorDetailsSchema,
      );
      const { content } = requiredEvidence(
        context,
        'content_generator',
        contentGeneratorPersonalSchema,
      );
      const data = collectReportData(context, lead, score);
      const report = await buildReport(deps, context, data);
      learnt.details.report = report.evidence;
      const written = await writeMail(
        deps.providers,
        context,
        { content, data, pdf: report.pdf },
        learnt,
      );

      const checked = await spam.check(written.raw, { signal });
      const spamEvidence: ReportAndEmailDetails['spam'] = {
        engine: checked.engine,
        score: checked.score,
        limit: deps.spamLimit,
        rules: checked.rules.map(rule => ({ ...rule })),
      };
      learnt.details.spam = spamEvidence;
      const mode = joinedMode(mail.mode, report.mode, written.mode);
      if (checked.score > deps.spamLimit) {
        throw new StepError(
          `The mail looks like spam: ${checked.score} points by ${
            checked.engine
          }, allowed are ${
            deps.spamLimit
          }; nothing was sent. Look at the rules it hit: ${checked.rules
            .map(rule => rule.name)
            .join(', ')}`,
          { fault: 'leadshop', provider_mode: mode },
        );
      }
      const delivery = await mail.send(
        written.raw,
        written.evidence.message_id,
        { signal },
      );
      const details: ReportAndEmailDetails = {
        report: report.evidence,
        mail: written.evidence,
        spam: spamEvidence,
        delivery: {
          mailbox: mail.testMailbox,
          message_id: delivery.message_id,
          response: delivery.response,
          duration_ms: delivery.duration_ms,
        },
      };
      return {
        details,
        provider_mode: mode,
        figures: { spam_score: checked.score },
      };
    },
  });
}
