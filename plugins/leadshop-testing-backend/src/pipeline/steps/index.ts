/*
 * The twelve steps of the full pipeline. Each file is one step: it asks a
 * provider, decides what the answer means, and keeps the evidence that
 * `pipeline.md` lists, in the shape that its schema says. Folders hold what a
 * step decides with, as pure functions: `lead` (one form for a lead),
 * `security`, `places`, `scoring`, `content` (is the text true?), `report`.
 *
 * What is wrong is thrown as a StepError that says whose fault it is; what a
 * provider throws is turned into one in `failure.ts`. Personal data goes into
 * `personal`, never into `details`, messages or logs.
 */
import { Pipeline } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { FULL_PIPELINE } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { assessmentOrchestratorStep } from './assessmentOrchestrator';
import { contentGeneratorStep } from './contentGenerator';
import { FullPipelineDeps } from './definition';
import { gbpStep } from './gbp';
import { leadDataModelStep } from './leadDataModel';
import { pagespeedStep } from './pagespeed';
import { reportAndEmailStep } from './reportAndEmail';
import { s3SetupStep } from './s3Setup';
import { scoreCalculatorStep } from './scoreCalculator';
import { screenshotStep } from './screenshots';
import { securityScraperStep } from './securityScraper';
import { semrushStep } from './semrush';
import { visualAnalysisStep } from './visualAnalysis';

export type { FullPipelineDeps, QueueRoundTrip } from './definition';
export { createReportRenderer } from './report/renderer';
export type { ReportRenderer } from './report/renderer';

/** The pipeline of `pipeline.md`, on the given services. */
export function createFullPipeline(deps: FullPipelineDeps): Pipeline {
  const { providers } = deps;
  return {
    name: FULL_PIPELINE,
    title: 'Full pipeline',
    steps: [
      s3SetupStep(providers),
      leadDataModelStep(deps),
      assessmentOrchestratorStep(deps),
      pagespeedStep(providers),
      securityScraperStep(providers),
      gbpStep(providers),
      screenshotStep(providers),
      semrushStep(providers),
      visualAnalysisStep(providers),
      scoreCalculatorStep(providers),
      contentGeneratorStep(providers),
      reportAndEmailStep(deps),
    ],
  };
}
