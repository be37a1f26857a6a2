import { z } from 'zod';
import { PipelineStep } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { defineStep, FullPipelineDeps } from './definition';
import { leadOfTest } from './lead/ofTest';
import {
  PlannedAssessment,
  planAssessments,
  plannedAssessmentSchema,
} from './lead/plan';
import {
  compareValue,
  requireAgreement,
  serviceSubject,
  subjectFields,
} from './subject';

/** Evidence of step 3. */
export const assessmentOrchestratorDetailsSchema = z.object({
  ...subjectFields,
  plan: z.array(plannedAssessmentSchema),
  planned: z.int(),
  round_trip: z.object({
    queued_at: z.string(),
    taken_at: z.string(),
    answered_at: z.string(),
    queue_ms: z.number(),
    round_trip_ms: z.number(),
    worker: z.string(),
  }),
});
/** Evidence of step 3. */
export type AssessmentOrchestratorDetails = z.infer<
  typeof assessmentOrchestratorDetailsSchema
>;

/** What an orchestrator service answers. */
export const assessmentOrchestratorServiceSchema = z.object({
  plan: z.array(plannedAssessmentSchema),
});

function compare(reference: PlannedAssessment[], service: PlannedAssessment[]) {
  return reference.map(({ assessment, applies }) =>
    compareValue(
      assessment,
      applies,
      service.find(p => p.assessment === assessment)?.applies ?? null,
    ),
  );
}

/** Step 3: which assessments apply, and a trip through the real queue. */
export function assessmentOrchestratorStep({
  providers,
  roundTrip,
}: Pick<FullPipelineDeps, 'providers' | 'roundTrip'>): PipelineStep {
  return defineStep('assessment_orchestrator', {
    dependsOn: ['s3_setup', 'lead_data_model'],
    critical: true,
    timeoutMs: 45_000,
    attempts: 2,
    async run(context, learnt) {
      const { signal } = context;
      const lead = leadOfTest(context);
      const reference = planAssessments(lead);
      const service = serviceSubject(
        providers,
        'assessment-orchestrator',
        assessmentOrchestratorServiceSchema,
        signal,
      );
      const answer = await service?.ask({ lead });
      const comparison = answer && compare(reference, answer.plan);
      const plan = answer?.plan ?? reference;
      learnt.details = {
        subject: service ? 'service' : 'reference',
        comparison,
        plan,
      };
      if (service && comparison) {
        requireAgreement('assessment-orchestrator', service.mode, comparison);
      }
      const details: AssessmentOrchestratorDetails = {
        subject: service ? 'service' : 'reference',
        comparison,
        plan,
        planned: plan.filter(p => p.applies).length,
        round_trip: await roundTrip({ signal }),
      };
      return { details, provider_mode: service?.mode ?? null };
    },
  });
}
