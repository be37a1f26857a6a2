/* The ways in which seeded tests end, with what each of their steps came to. */
import {
  ComponentSlug,
  Fault,
  FULL_PIPELINE_STEPS,
  FullPipelineStepName,
  StepStatus,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** What each step of the full pipeline waits for; see pipeline.md. */
export const DEPENDS_ON: Readonly<
  Record<FullPipelineStepName, readonly FullPipelineStepName[]>
> = {
  s3_setup: [],
  lead_data_model: [],
  assessment_orchestrator: ['s3_setup', 'lead_data_model'],
  pagespeed_integration: ['assessment_orchestrator'],
  security_scraper: ['assessment_orchestrator'],
  gbp_integration: ['assessment_orchestrator'],
  screenshot_integration: ['assessment_orchestrator'],
  semrush_integration: ['assessment_orchestrator'],
  llm_visual_analysis: ['screenshot_integration'],
  score_calculator: [
    'pagespeed_integration',
    'security_scraper',
    'gbp_integration',
    'semrush_integration',
    'llm_visual_analysis',
  ],
  content_generator: ['score_calculator'],
  report_and_email: ['content_generator'],
};

/** A step of a seeded test. */
export interface SeededStep {
  step_name: FullPipelineStepName;
  step_number: number;
  component: ComponentSlug;
  title: string;
  status: StepStatus;
  fault: Fault | null;
  error: string | null;
}

/** A way to end. */
export interface Outcome {
  id: number;
  status: Extract<TestStatus, 'success' | 'failed' | 'cancelled'>;
  /** Among 1,000 tests, and while a vendor is down. */
  weight: number;
  weight_in_outage: number;
  error: string | null;
  /** Empty: cancelled while it waited. */
  steps: SeededStep[];
  /** The part of the score that is missing, from 1; 0: none. */
  missing_part: number;
  scored: boolean;
  mailed: boolean;
}

/** How often each step fails among 1,000 tests, and how. */
const FAILURES: Readonly<
  Record<
    FullPipelineStepName,
    { weight: number; outage?: number; fault: Fault; error: string }
  >
> = {
  s3_setup: {
    weight: 2,
    fault: 'config',
    error: 'The bucket leadshop-tests answered 403; check its access key',
  },
  lead_data_model: {
    weight: 6,
    fault: 'lead',
    error: 'phone: not a telephone number',
  },
  assessment_orchestrator: {
    weight: 1,
    fault: 'leadshop',
    error: 'No round trip through the queue within 30 seconds',
  },
  pagespeed_integration: {
    weight: 14,
    outage: 380,
    fault: 'vendor',
    error: 'PageSpeed answered 503 (3 tries); try again later',
  },
  security_scraper: {
    weight: 26,
    fault: 'lead',
    error: 'The site does not answer (connection refused)',
  },
  gbp_integration: {
    weight: 4,
    fault: 'vendor',
    error: 'Places answered 429: the quota of the day is used up',
  },
  screenshot_integration: {
    weight: 11,
    fault: 'vendor',
    error: 'ScreenshotOne gave no image within 60 seconds',
  },
  semrush_integration: {
    weight: 7,
    fault: 'vendor',
    error: 'SEMrush: ERROR 132 :: API UNITS BALANCE IS ZERO',
  },
  llm_visual_analysis: {
    weight: 9,
    fault: 'vendor',
    error: 'The answer does not match its schema after one repair',
  },
  score_calculator: {
    weight: 1,
    fault: 'leadshop',
    error:
      'The calculator gets known cases wrong: all parts (71 instead of 70)',
  },
  content_generator: {
    weight: 8,
    fault: 'vendor',
    error: 'The text says 48 reviews, and no finding does',
  },
  report_and_email: {
    weight: 4,
    fault: 'network',
    error: 'The mail server closed the connection',
  },
};

/** Parts of the score, in order, with the step that each rests on. */
export const SCORE_PARTS: readonly {
  part: string;
  weight: number;
  step: FullPipelineStepName;
}[] = [
  { part: 'page_experience', weight: 0.25, step: 'pagespeed_integration' },
  { part: 'security', weight: 0.2, step: 'security_scraper' },
  { part: 'local_presence', weight: 0.2, step: 'gbp_integration' },
  { part: 'search_visibility', weight: 0.15, step: 'semrush_integration' },
  { part: 'visual_quality', weight: 0.2, step: 'llm_visual_analysis' },
];

type Statuses = Map<FullPipelineStepName, StepStatus>;

/** What the steps come to when one fails: critical ones stop the test. */
function statusesWithFailure(failed: FullPipelineStepName): Statuses {
  const statuses: Statuses = new Map();
  for (const { step_name, step_number } of FULL_PIPELINE_STEPS) {
    const needs = DEPENDS_ON[step_name].map(name => statuses.get(name));
    // The score is worked out from what is there
    const lacks =
      step_name !== 'score_calculator' &&
      needs.some(status => status !== 'success');
    let status: StepStatus = lacks ? 'skipped' : 'success';
    if (step_name === failed) status = 'failed';
    if (failed === 'lead_data_model' && step_number < 2) status = 'success';
    statuses.set(step_name, status);
  }
  return statuses;
}

function missingPart(statuses: Statuses): number {
  return (
    SCORE_PARTS.findIndex(({ step }) => statuses.get(step) !== 'success') + 1
  );
}

function stepsWith(
  statuses: Statuses,
  failed?: FullPipelineStepName,
): SeededStep[] {
  return FULL_PIPELINE_STEPS.filter(step => statuses.has(step.step_name)).map(
    step => {
      const failure =
        step.step_name === failed ? FAILURES[step.step_name] : undefined;
      return {
        ...step,
        status: statuses.get(step.step_name) ?? 'skipped',
        fault: failure?.fault ?? null,
        error: failure?.error ?? null,
      };
    },
  );
}

/** All ways to end; their weights add up to 1,000. */
export function outcomes(): Outcome[] {
  const found: Omit<Outcome, 'id'>[] = [];
  for (const { step_name, title } of FULL_PIPELINE_STEPS) {
    const { weight, outage, error } = FAILURES[step_name];
    const statuses = statusesWithFailure(step_name);
    found.push({
      status: 'failed',
      weight,
      weight_in_outage: outage ?? weight,
      error: `${title}: ${error}`,
      steps: stepsWith(statuses, step_name),
      missing_part: missingPart(statuses),
      scored: statuses.get('score_calculator') === 'success',
      mailed: statuses.get('report_and_email') === 'success',
    });
  }
  // Cancelled while it waited, and after some steps
  const cancelled = { status: 'cancelled', error: null } as const;
  for (const ended of [0, 3, 8]) {
    const statuses: Statuses = new Map(
      FULL_PIPELINE_STEPS.slice(0, ended).map(step => [
        step.step_name,
        'success',
      ]),
    );
    found.push({
      ...cancelled,
      weight: ended === 0 ? 8 : 3,
      weight_in_outage: ended === 0 ? 20 : 5,
      steps: stepsWith(statuses),
      missing_part: 0,
      scored: false,
      mailed: false,
    });
  }
  const all = new Map(
    FULL_PIPELINE_STEPS.map(step => [step.step_name, 'success' as const]),
  );
  const rest = (weights: number[]) =>
    1_000 - weights.reduce((sum, weight) => sum + weight, 0);
  found.push({
    status: 'success',
    weight: rest(found.map(outcome => outcome.weight)),
    weight_in_outage: rest(found.map(outcome => outcome.weight_in_outage)),
    error: null,
    steps: stepsWith(all),
    missing_part: 0,
    scored: true,
    mailed: true,
  });
  return found.map((outcome, id) => ({ id, ...outcome }));
}
