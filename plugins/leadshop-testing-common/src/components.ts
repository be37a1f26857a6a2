/**
 * The thirteen parts of LeadShop that a pipeline test can exercise, by slug.
 * The slugs are the ones in `contract.md`; they are also the value of the
 * catalog annotation `leadshop.io/component`.
 *
 * @public
 */
export const COMPONENTS = {
  's3-storage': 'S3 Storage',
  'lead-data-model': 'Lead Data Model',
  'assessment-orchestrator': 'Assessment Orchestrator',
  'pagespeed-integration': 'PageSpeed Integration',
  'security-scraper': 'Security Scraper',
  'gbp-integration': 'GBP Integration',
  'screenshotone-integration': 'ScreenshotOne Integration',
  'semrush-integration': 'SEMrush Integration',
  'llm-visual-analysis': 'LLM Visual Analysis',
  'score-calculator': 'Score Calculator',
  'content-generator': 'Content Generator',
  'report-builder': 'Report Builder',
  'email-formatter': 'Email Formatter',
} as const;

/** The slug of one of LeadShop's own components. @public */
export type ComponentSlug = keyof typeof COMPONENTS;

/** All thirteen slugs, in pipeline order. @public */
export const COMPONENT_SLUGS = Object.keys(COMPONENTS) as ComponentSlug[];

/** Catalog annotation: the entity is this component. @public */
export const ANNOTATION_COMPONENT = 'leadshop.io/component';

/** Catalog annotation: the entity owns this pipeline. @public */
export const ANNOTATION_PIPELINE = 'leadshop.io/pipeline';

/**
 * Components that have no step of their own, by the one whose step exercises
 * them, too: step 12 makes the report and sends the mail.
 *
 * @public
 */
export const MEASURED_BY: Readonly<
  Partial<Record<ComponentSlug, ComponentSlug>>
> = { 'email-formatter': 'report-builder' };
