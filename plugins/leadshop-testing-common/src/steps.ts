import { ComponentSlug } from './components';

/** The pipeline that runs when nobody names another. @public */
export const FULL_PIPELINE = 'full_pipeline';

/** What the interface needs to know of a step before it has run. @public */
export interface StepOutline {
  step_name: string;
  step_number: number;
  title: string;
  component: ComponentSlug;
}

/**
 * The twelve steps of {@link FULL_PIPELINE}, in order. Step 12 exercises two
 * components; its `component` is the first, `email-formatter` the second.
 *
 * @public
 */
export const FULL_PIPELINE_STEPS = [
  {
    step_name: 's3_setup',
    step_number: 1,
    title: 'S3 Storage',
    component: 's3-storage',
  },
  {
    step_name: 'lead_data_model',
    step_number: 2,
    title: 'Lead Data Model',
    component: 'lead-data-model',
  },
  {
    step_name: 'assessment_orchestrator',
    step_number: 3,
    title: 'Assessment Orchestrator',
    component: 'assessment-orchestrator',
  },
  {
    step_name: 'pagespeed_integration',
    step_number: 4,
    title: 'PageSpeed Integration',
    component: 'pagespeed-integration',
  },
  {
    step_name: 'security_scraper',
    step_number: 5,
    title: 'Security Scraper',
    component: 'security-scraper',
  },
  {
    step_name: 'gbp_integration',
    step_number: 6,
    title: 'GBP Integration',
    component: 'gbp-integration',
  },
  {
    step_name: 'screenshot_integration',
    step_number: 7,
    title: 'ScreenshotOne Integration',
    component: 'screenshotone-integration',
  },
  {
    step_name: 'semrush_integration',
    step_number: 8,
    title: 'SEMrush Integration',
    component: 'semrush-integration',
  },
  {
    step_name: 'llm_visual_analysis',
    step_number: 9,
    title: 'LLM Visual Analysis',
    component: 'llm-visual-analysis',
  },
  {
    step_name: 'score_calculator',
    step_number: 10,
    title: 'Score Calculator',
    component: 'score-calculator',
  },
  {
    step_name: 'content_generator',
    step_number: 11,
    title: 'Content Generator',
    component: 'content-generator',
  },
  {
    step_name: 'report_and_email',
    step_number: 12,
    title: 'Report Builder & Email Formatter',
    component: 'report-builder',
  },
] as const satisfies readonly StepOutline[];

/** The name of one of the twelve steps. @public */
export type FullPipelineStepName =
  (typeof FULL_PIPELINE_STEPS)[number]['step_name'];
