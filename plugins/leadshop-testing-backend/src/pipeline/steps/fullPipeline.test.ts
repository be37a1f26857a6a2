import { TestDatabases } from '@backstage/backend-test-utils';
import PostalMime from 'postal-mime';
import { FULL_PIPELINE_STEPS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { z } from 'zod';
import { Bench, BenchTest, startBench } from './__testUtils__/bench';
import { assessmentOrchestratorDetailsSchema } from './assessmentOrchestrator';
import {
  contentGeneratorDetailsSchema,
  contentGeneratorPersonalSchema,
} from './contentGenerator';
import { gbpDetailsSchema } from './gbp';
import {
  leadDataModelDetailsSchema,
  leadDataModelPersonalSchema,
} from './leadDataModel';
import { pagespeedDetailsSchema } from './pagespeed';
import { reportAndEmailDetailsSchema } from './reportAndEmail';
import { s3SetupDetailsSchema } from './s3Setup';
import { scoreCalculatorDetailsSchema } from './scoreCalculator';
import { screenshotDetailsSchema } from './screenshots';
import {
  securityScraperDetailsSchema,
  securityScraperPersonalSchema,
} from './securityScraper';
import { semrushDetailsSchema } from './semrush';
import { visualAnalysisDetailsSchema } from './visualAnalysis';

jest.setTimeout(60_000);

const DETAILS: Record<string, z.ZodType> = {
  s3_setup: s3SetupDetailsSchema,
  lead_data_model: leadDataModelDetailsSchema,
  assessment_orchestrator: assessmentOrchestratorDetailsSchema,
  pagespeed_integration: pagespeedDetailsSchema,
  security_scraper: securityScraperDetailsSchema,
  gbp_integration: gbpDetailsSchema,
  screenshot_integration: screenshotDetailsSchema,
  semrush_integration: semrushDetailsSchema,
  llm_visual_analysis: visualAnalysisDetailsSchema,
  score_calculator: scoreCalculatorDetailsSchema,
  content_generator: contentGeneratorDetailsSchema,
  report_and_email: reportAndEmailDetailsSchema,
};

describe('the full pipeline on the sandbox', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
  let bench: Bench;
  let test: BenchTest;

  beforeAll(async () => {
    bench = await startBench({ databases });
    test = bench.begin();
  });
  afterAll(() => bench.stop());

  it('has the steps of the shared list, wired as the document says', () => {
    expect(
      bench.steps.map(({ name, number, title, component }) => ({
        step_name: name,
        step_number: number,
        title,
        component,
      })),
    ).toEqual(FULL_PIPELINE_STEPS);
    expect(bench.steps.filter(s => s.critical).map(s => s.number)).toEqual([
      1, 2, 3,
    ]);
    const needs = bench.steps.map(step =>
      step.dependsOn
        .map(name => bench.steps.find(s => s.name === name)!.number)
        .sort((a, b) => a - b),
    );
    expect(needs).toEqual([
      [],
      [],
      [1, 2],
      [3],
      [3],
      [3],
      [3],
      [3],
      [7],
      [4, 5, 6, 8, 9],
      [10],
      [11],
    ]);
    expect(bench.steps.filter(s => s.runsWhen === 'ended')).toHaveLength(1);
  });

  it.each(FULL_PIPELINE_STEPS.map(s => s.step_name))(
    '%s succeeds and keeps its evidence',
    async name => {
      const outcome = await test.succeed(name);
      const details = DETAILS[name].parse(outcome.details);
      // Nothing that the schema does not name, and nothing lost on the way
      expect(details).toEqual(JSON.parse(JSON.stringify(outcome.details)));
      expect(outcome.warnings).toEqual([]);
      const inHouse = [
        'lead_data_model',
        'assessment_orchestrator',
        'score_calculator',
      ].includes(name);
      expect(outcome.provider_mode).toBe(inHouse ? null : 'sandbox');
      expect(JSON.stringify(outcome.details)).not.toMatch(
        /office@|Maria|Lopez|555-?0142|Prefers to be called/,
      );
    },
  );

  it('keeps personal data apart', () => {
    const personalOf = (name: string, schema: z.ZodType) =>
      schema.parse(test.results[name].details);
    expect(
      personalOf('lead_data_model', leadDataModelPersonalSchema),
    ).toMatchObject({
      personal_fields: expect.arrayContaining([
        {
          field: 'phone',
          given: '(512) 555-0142',
          normalised: '+15125550142',
        },
      ]),
    });
    const { contacts } = securityScraperPersonalSchema.parse(
      test.results.security_scraper.details,
    );
    expect(contacts.emails.length).toBeGreaterThan(0);
    expect(
      contentGeneratorPersonalSchema.parse(
        test.results.content_generator.details,
      ).content.body,
    ).toContain('Sunrise Dental Care');
  });

  it('leaves the artifacts that the document names', () => {
    expect(test.artifacts().map(a => [a.name, a.content_type, a.personal]))
      // The order of uploads that run side by side is not fixed
      .toEqual(
        expect.arrayContaining([
          ['screenshot-desktop.png', 'image/png', false],
          ['screenshot-mobile.png', 'image/png', false],
          ['report.pdf', 'application/pdf', false],
          ['mail.html', 'text/html; charset=utf-8', true],
          ['mail.txt', 'text/plain; charset=utf-8', true],
          ['mail.eml', 'message/rfc822', true],
        ]),
      );
    expect(test.artifacts()).toHaveLength(6);
  });

  it('links every number of the text to a finding', () => {
    const { claims, findings } = contentGeneratorDetailsSchema.parse(
      test.results.content_generator.details,
    );
    expect(claims.length).toBeGreaterThan(0);
    const known = new Set(findings.map(f => f.id));
    for (const claim of claims) {
      expect(claim.finding?.split(', ').every(id => known.has(id))).toBe(true);
    }
  });

  it('delivers the mail to the test mailbox alone, with the report', async () => {
    const messageId = `<${test.executionId}.report_and_email@leadshop-testing>`;
    const mails = bench.sandbox
      .inbox()
      .filter(mail => mail.messageId === messageId);
    expect(mails).toHaveLength(1);
    expect(mails[0].to).toEqual(['pipeline-tests@leadshop.example']);
    const mail = await PostalMime.parse(mails[0].raw);
    expect(mail.attachments.map(a => a.filename)).toEqual(['report.pdf']);
    expect(Buffer.from(mail.attachments[0].content as ArrayBuffer)).toEqual(
      await test.artifact('report.pdf'),
    );
  });

  it('delivers once also when the step is done again', async () => {
    const before = bench.sandbox.inbox().length;
    await test.succeed('report_and_email');
    expect(bench.sandbox.inbox()).toHaveLength(before);
    expect(test.artifacts()).toHaveLength(6);
  });

  it('gives the figures of the whole test', async () => {
    const scored = await test.succeed('score_calculator');
    expect(scored.figures).toEqual({
      score: scored.details.score,
      tier: scored.details.tier,
      revenue_impact: expect.any(Number),
      revenue_currency: 'USD',
    });
    const mailed = await test.succeed('report_and_email');
    expect(mailed.figures).toEqual({ spam_score: expect.any(Number) });
  });

  it('gives another lead other results', async () => {
    const other = bench.begin({
      business_name: 'Bad Plumbing',
      website_url: `${bench.sandbox.httpsUrl}/sites/bad-plumbing`,
      annual_revenue: null,
    });
    await other.runBefore('report_and_email');
    const { score: mine } = test.results.score_calculator.details;
    const theirs = scoreCalculatorDetailsSchema.parse(
      other.results.score_calculator.details,
    );
    expect(theirs.score).not.toBe(mine);
    expect(theirs.revenue_impact.annual_revenue_from).toBe('assumption');
    await other.succeed('report_and_email');
  });
});
