import {
  FaultRule,
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Fault,
  FULL_PIPELINE_STEPS,
  StepResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  databases,
  sandboxLead,
  startBackend,
  TestBackend,
} from './__testUtils__/backend';

jest.setTimeout(120_000);

let sandbox: Sandbox;
let backend: TestBackend;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    config: {
      execution: { maxConcurrentTests: 3 },
      providers: { semrush: { timeout: { milliseconds: 300 } } },
      components: {
        'assessment-orchestrator': {
          url: `${sandbox.httpUrl}/components/assessment-orchestrator`,
        },
      },
    },
  });
});

afterEach(() => sandbox.clearFaults());

afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});

/** LeadShop's orchestrator as the sandbox plays it: takes the reference's plan. */
async function orchestratorAnswers(answer: unknown) {
  await fetch(`${sandbox.httpUrl}/control/components/assessment-orchestrator`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(answer),
  });
}

interface Case {
  step: string;
  fault: Fault;
  rules?: FaultRule[];
  lead?: object;
  says: string;
}

const quota = (component: FaultRule['component']): FaultRule => ({
  component,
  kind: 'quota',
});

/** Each step's own failure, brought about at the service that it calls. */
const CASES: Case[] = [
  {
    step: 's3_setup',
    fault: 'config',
    rules: [{ component: 's3', kind: 'status', status: 403 }],
    says: 'refus',
  },
  {
    step: 'lead_data_model',
    fault: 'lead',
    lead: { business_name: '', email: 'nonsense' },
    says: 'mail',
  },
  {
    step: 'pagespeed_integration',
    fault: 'vendor',
    rules: [quota('pagespeed')],
    says: 'quota',
  },
  {
    step: 'security_scraper',
    fault: 'lead',
    rules: [{ component: 'site', kind: 'status', status: 404 }],
    says: '404',
  },
  {
    step: 'gbp_integration',
    fault: 'vendor',
    rules: [{ component: 'places', kind: 'garbage' }],
    says: 'Places',
  },
  {
    step: 'screenshot_integration',
    fault: 'vendor',
    rules: [quota('screenshotone')],
    says: 'ScreenshotOne',
  },
  {
    step: 'semrush_integration',
    fault: 'vendor',
    rules: [quota('semrush')],
    says: 'SEMrush',
  },
  {
    step: 'llm_visual_analysis',
    fault: 'vendor',
    rules: [{ component: 'llm-visual-analysis', kind: 'refusal' }],
    says: 'refused',
  },
  {
    step: 'score_calculator',
    fault: 'vendor',
    rules: [quota('pagespeed'), quota('places'), quota('semrush')],
    says: 'at least 3 of 5',
  },
  {
    step: 'content_generator',
    fault: 'vendor',
    rules: [{ component: 'content-generator', kind: 'false_number' }],
    says: 'number',
  },
  {
    step: 'report_and_email',
    fault: 'vendor',
    rules: [{ component: 'smtp', kind: 'reject' }],
    says: 'mail',
  },
];

describe('a test whose', () => {
  beforeAll(() => orchestratorAnswers({}));

  it('assessment orchestrator answers nonsense fails there, and stops', async () => {
    await orchestratorAnswers({ plan: 'nonsense' });
    const test = await backend
      .as('qa_tester')
      .runToEnd({ lead_data: sandboxLead(sandbox) });
    const failed = test.pipeline_results[2];
    expect(failed).toMatchObject({
      step_name: 'assessment_orchestrator',
      status: 'failed',
      fault: 'leadshop',
      provider_mode: 'sandbox',
    });
    expect(test.pipeline_results.slice(3).map(s => s.status)).toEqual(
      Array(9).fill('skipped'),
    );
  });
});

describe('with the reference orchestrator, a test whose', () => {
  let reference: TestBackend;

  beforeAll(async () => {
    // The other backend would take its share of the tests
    await backend.stop();
    reference = await startBackend({
      knex: backend.knex,
      sandbox,
      config: {
        providers: {
          semrush: { timeout: { milliseconds: 300 } },
          pagespeed: { timeout: { seconds: 20 } },
        },
      },
    });
    backend = reference;
  });

  const run = async (lead = {}) =>
    reference
      .as('qa_tester')
      .runToEnd({ lead_data: { ...sandboxLead(sandbox), ...lead } });

  it.each(CASES)(
    '$step fails says whose fault it is and what happened',
    async ({ step, fault, rules = [], lead, says }) => {
      for (const rule of rules) sandbox.addFault(rule);
      const test = await run(lead);
      const failed = test.pipeline_results.find(
        s => s.step_name === step,
      ) as StepResult;
      expect(failed).toMatchObject({ status: 'failed', fault });
      expect(failed.error?.toLowerCase()).toContain(says.toLowerCase());
      expect(failed.attempts.length).toBeGreaterThanOrEqual(1);
      expect(test).toMatchObject({ status: 'failed', failure_reason: 'step' });
      // Every step has a result, and what was skipped says why
      expect(test.pipeline_results.map(s => s.step_name)).toEqual(
        FULL_PIPELINE_STEPS.map(s => s.step_name),
      );
      const unexplained = test.pipeline_results.filter(
        s => s.status === 'skipped' && !s.error?.startsWith('Skipped because'),
      );
      expect(unexplained).toEqual([]);
    },
  );

  it('vendor stumbles once succeeds at the second try, with the wait it asked for', async () => {
    sandbox.addFault({
      component: 'pagespeed',
      kind: 'rate_limit',
      retryAfterSeconds: 1,
      count: 1,
    });
    const test = await run();
    const step = test.pipeline_results[3];
    expect(test.status).toBe('success');
    expect(step.attempts).toHaveLength(2);
    expect(step.attempts[0]).toMatchObject({ fault: 'vendor' });
    expect(step.attempts[0].retry_in).toBeGreaterThanOrEqual(1000);
  });

  it('vendor never answers ends at the timeout of the call', async () => {
    sandbox.addFault({ component: 'semrush', kind: 'timeout' });
    const test = await run();
    const step = test.pipeline_results[7];
    expect(step).toMatchObject({ status: 'failed', fault: 'vendor' });
    expect(step.error).toMatch(/did not answer|time/i);
  });

  it('slow vendor is still answering when it is cancelled ends at once', async () => {
    sandbox.addFault({ component: 'pagespeed', kind: 'timeout' });
    const qa = reference.as('qa_tester');
    const live = await qa.connect();
    const { body } = await qa.post('/run-pipeline', {
      lead_data: sandboxLead(sandbox),
    });
    await live.until(
      m =>
        m.type === 'test_update' &&
        m.payload.id === body.test_id &&
        m.payload.event.kind === 'step_finished' &&
        m.payload.event.step?.step_name === 'llm_visual_analysis',
    );
    await qa.post(`/tests/${body.test_id}/cancel`);
    const ended = await live.until(
      m => m.type === 'test_completed' && m.payload.id === body.test_id,
    );
    expect(ended).toMatchObject({ payload: { status: 'cancelled' } });
    // The vendor never answers: nothing but the cancellation ended the step
    const { body: test } = await qa.get(`/tests/${body.test_id}`);
    expect(test.pipeline_results[3]).toMatchObject({
      status: 'skipped',
      error: 'Cancelled while it was running.',
    });
    await live.close();
  });
});
