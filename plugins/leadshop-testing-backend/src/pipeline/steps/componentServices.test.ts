import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  ComponentSlug,
  LeadData,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Bench, BenchTest, startBench } from './__testUtils__/bench';
import { SalesContent } from './content/checks';
import { assessableLead, normaliseLead } from './lead/normalise';
import { planAssessments } from './lead/plan';
import { MailInput, renderMail } from './report/mailTemplate';
import { composeMail } from './report/mime';
import { reportDocument } from './report/pdfDocument';
import { createReportRenderer, ReportRenderer } from './report/renderer';
import { ReportData } from './report/reportData';
import { CalculatorInput, referenceCalculator } from './scoring/calculator';

jest.setTimeout(120_000);

const { signal } = new AbortController();

/** Each service knows what it is sent. */
type Service = (input: never) => unknown;
type LeadInput = { lead: LeadData };
type ReportInput = { report: ReportData };
type MailServiceInput = MailInput & {
  from: string;
  to: string;
  subject: string;
  message_id: string;
  attachment: { content: string };
};

const SLUGS: ComponentSlug[] = [
  'lead-data-model',
  'assessment-orchestrator',
  'score-calculator',
  'content-generator',
  'report-builder',
  'email-formatter',
];

const content: SalesContent = {
  subject: 'What visitors of your site see',
  preview: 'A short look at your site.',
  body: 'We looked at your site and it is clear that there is more in it for you and your patients. '.repeat(
    6,
  ),
};

describe("LeadShop's own services as subjects", () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
  let server: Server;
  let renderer: ReportRenderer;
  let bench: Bench;
  let test: BenchTest;
  /** Services that do as the reference does. */
  const right: Partial<Record<ComponentSlug, Service>> = {
    'lead-data-model': ({ lead }: LeadInput) => normaliseLead(lead),
    'assessment-orchestrator': ({ lead }: LeadInput) => ({
      plan: planAssessments(assessableLead(lead)!),
    }),
    'score-calculator': (input: CalculatorInput) => referenceCalculator(input),
    'content-generator': () => content,
    'report-builder': async ({ report }: ReportInput) => {
      const pdf = await renderer.render(reportDocument(report, undefined), {
        signal,
      });
      return { pdf: Buffer.from(pdf).toString('base64') };
    },
    'email-formatter': async (input: MailServiceInput) => {
      const raw = await composeMail({
        ...renderMail(input),
        ...input,
        test_id: input.report.test_id,
        report: Buffer.from(input.attachment.content, 'base64'),
      });
      return { mime: Buffer.from(raw).toString('base64') };
    },
  };
  let services: Partial<Record<ComponentSlug, Service>>;

  beforeAll(async () => {
    renderer = createReportRenderer();
    server = createServer(async (request, response) => {
      const slug = (request.url ?? '/').slice(1) as ComponentSlug;
      const answer = await services[slug]?.((await json(request)) as never);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer));
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    bench = await startBench({
      databases,
      config: {
        components: Object.fromEntries(
          SLUGS.map(slug => [
            slug,
            { url: `http://127.0.0.1:${port}/${slug}` },
          ]),
        ),
      },
    });
  });
  beforeEach(() => {
    services = { ...right };
    test = bench.begin();
  });
  afterAll(async () => {
    await bench.stop();
    await renderer.close();
    server.closeAllConnections();
    server.close();
  });

  async function failure(step: string, slug: ComponentSlug, wrong: Service) {
    await test.runBefore(step);
    services[slug] = wrong;
    const error = await test.fail(step);
    expect(error).toMatchObject({ fault: 'leadshop', retryable: false });
    return error;
  }

  it('pass when they do as the reference does', async () => {
    const outcome = async (step: string) => {
      const { details, provider_mode } = await test.succeed(step);
      return { details, provider_mode };
    };
    await test.succeed('s3_setup');
    for (const step of ['lead_data_model', 'assessment_orchestrator']) {
      const { details, provider_mode } = await outcome(step);
      expect(details.subject).toBe('service');
      expect(details.comparison).toEqual(
        expect.arrayContaining([expect.objectContaining({ within: true })]),
      );
      expect(provider_mode).toBe('live');
    }
    await test.runBefore('score_calculator');
    expect((await outcome('score_calculator')).details).toMatchObject({
      subject: 'service',
      score: expect.any(Number),
    });
    expect((await outcome('content_generator')).details).toMatchObject({
      subject: 'service',
      llm: null,
      claims: [],
    });
    const last = await outcome('report_and_email');
    expect(last.details).toMatchObject({
      report: { subject: 'service' },
      mail: { subject: 'service' },
    });
    // The mailbox is still the sandbox's
    expect(last.provider_mode).toBe('sandbox');
  });

  it('fail on another shape, and the field is named', async () => {
    const error = await failure('lead_data_model', 'lead-data-model', () => ({
      lead: { business_name: 7 },
    }));
    expect(error.message).toContain('lead.business_name');
  });

  it('fail on a field that is normalised otherwise, without showing it', async () => {
    const error = await failure(
      'lead_data_model',
      'lead-data-model',
      ({ lead }: LeadInput) => {
        const answer = normaliseLead(lead);
        return { ...answer, lead: { ...answer.lead, phone: '555-0199' } };
      },
    );
    expect(error.message).toContain('phone');
    expect(JSON.stringify([error.message, error.details])).not.toMatch(
      /555-0199|\+15125550142/,
    );
  });

  it('fail on another plan', async () => {
    const error = await failure(
      'assessment_orchestrator',
      'assessment-orchestrator',
      () => ({ plan: [] }),
    );
    expect(error.message).toContain('pagespeed_integration');
  });

  it('fail on golden cases, whatever they say of this lead', async () => {
    const error = await failure(
      'score_calculator',
      'score-calculator',
      (input: CalculatorInput) => {
        const answer = referenceCalculator(input);
        return { ...answer, score: Math.min(100, answer.score + 5) };
      },
    );
    expect(error.message).toContain('known cases wrong');
  });

  it('fail on a score outside the tolerance', async () => {
    const goldenRevenues = [1_000_000, null, 2_000_000];
    const error = await failure(
      'score_calculator',
      'score-calculator',
      (input: CalculatorInput) => {
        const answer = referenceCalculator(input);
        return goldenRevenues.includes(input.annual_revenue)
          ? answer
          : { ...answer, score: answer.score + 1 };
      },
    );
    expect(error.message).toContain('differs from the reference in score');
    expect(error.details.comparison).toContainEqual(
      expect.objectContaining({ field: 'score', within: false }),
    );
  });

  it('fail on a text with an invented number', async () => {
    const error = await failure(
      'content_generator',
      'content-generator',
      () => ({ ...content, body: `${content.body} We helped 7,311 others.` }),
    );
    expect(error.message).toContain('7,311');
  });

  it.each<[string, Service, string]>([
    [
      'that is no PDF',
      () => ({ pdf: Buffer.from('no pdf').toString('base64') }),
      'cannot be read',
    ],
    [
      'about somebody else',
      ({ report }: ReportInput) =>
        right['report-builder']?.({
          report: { ...report, business_name: 'Another Ltd', profile: null },
        } as never),
      'does not name the business',
    ],
  ])('fail on a report %s', async (_, wrong, message) => {
    const error = await failure('report_and_email', 'report-builder', wrong);
    expect(error.message).toContain(message);
  });

  it.each<[string, (input: MailServiceInput) => object, string]>([
    [
      'to the lead',
      input => ({ ...input, to: 'office@sunrise-dental.example' }),
      'test_mailbox_only',
    ],
    [
      'to somebody else as well',
      input => ({ ...input, to: `${input.to}, b@example.com` }),
      'test_mailbox_only',
    ],
    [
      'with another Message-ID',
      input => ({ ...input, message_id: '<other@example.com>' }),
      'message_id',
    ],
    [
      'without the report',
      input => ({ ...input, attachment: { content: '' } }),
      'report_attached',
    ],
    [
      'with another text',
      input => ({ ...input, content: { ...content, body: 'Buy now' } }),
      'text_part',
    ],
  ])('fail on a mail %s, and nothing is sent', async (_, change, check) => {
    const before = bench.sandbox.inbox().length;
    const error = await failure(
      'report_and_email',
      'email-formatter',
      (input: MailServiceInput) =>
        right['email-formatter']?.(change(input) as never),
    );
    expect(error.message).toContain(check);
    expect(bench.sandbox.inbox()).toHaveLength(before);
  });
});
