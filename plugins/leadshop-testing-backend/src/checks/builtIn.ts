/*
 * LeadShop's own components where no service stands for them: each is made to work
 * on something of which the outcome is known, without a lead and without a vendor.
 */
import { StepError } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { checkContent, SalesContent } from '../pipeline/steps/content/checks';
import { Finding } from '../pipeline/steps/content/findings';
import { renderMail } from '../pipeline/steps/report/mailTemplate';
import { composeMail, readMail } from '../pipeline/steps/report/mime';
import { reportDocument } from '../pipeline/steps/report/pdfDocument';
import { reportProblem } from '../pipeline/steps/report/readBack';
import { ReportRenderer } from '../pipeline/steps/report/renderer';
import { ReportData } from '../pipeline/steps/report/reportData';
import {
  referenceCalculator,
  requireRight,
  runGoldenCases,
} from '../pipeline/steps/scoring/calculator';
import { GOLDEN_CASES } from '../pipeline/steps/scoring/goldenCases';
import { TIERS } from '../pipeline/steps/scoring/scoring';

const BUSINESS = 'Health Check Bakery';
const SITE = 'https://health-check.example/';
const FINDINGS: readonly Finding[] = [
  { id: 'score.total', label: 'Score', value: 61.9, unit: 'points of 100' },
  { id: 'gbp.rating', label: 'Rating', value: 4.2, unit: 'stars of 5' },
];
const TRUE_TEXT: SalesContent = {
  subject: 'What visitors see on your site',
  preview: 'A short look at your web presence and what would help it.',
  body: [
    `Hello ${BUSINESS} team,`,
    'We had a look at your web site, as anybody can see it, and we liked what we found about your business. Your guests give you 4.2 stars, and that is something to be proud of.',
    'Your site has a score of 61.9 of 100 with us. It loads more slowly on phones than it could, and some of the pages do not say where you are and when you are open. Both can be changed in a few days, and both would help the people who look for you.',
    'If you would like to know more, reply to this mail and we will send you what we found.',
    'The LeadShop team',
  ].join('\n\n'),
};
const INVENTED = 'It would bring you 340% more customers.';

function wrong(what: string): StepError {
  return new StepError(`${what}; the installation may be incomplete`, {
    fault: 'leadshop',
  });
}

/** The calculator gets all known cases right. */
export async function checkCalculator(): Promise<void> {
  requireRight(await runGoldenCases(referenceCalculator));
}

/** A true text passes the rules, and a false number does not. */
export async function checkContentRules(): Promise<void> {
  const basis = {
    findings: FINDINGS,
    business: BUSINESS,
    host: new URL(SITE).host,
    location: null,
  };
  const { passed, problem } = checkContent(TRUE_TEXT, basis);
  if (!passed) throw wrong(`A true text broke the rules: ${problem}`);
  const body = `${TRUE_TEXT.body}\n\n${INVENTED}`;
  if (checkContent({ ...TRUE_TEXT, body }, basis).passed) {
    throw wrong('A text with an invented number passed the rules');
  }
}

function reportData(): ReportData {
  const { inputs, annual_revenue, naics_code } = GOLDEN_CASES[2];
  const answer = referenceCalculator({ inputs, annual_revenue, naics_code });
  return {
    test_id: 'health-check',
    business_name: BUSINESS,
    website_url: SITE,
    location: null,
    created_at: new Date().toISOString(),
    score: answer.score,
    tier: answer.tier,
    tier_meaning: TIERS.find(({ tier }) => tier === answer.tier)?.meaning ?? '',
    contributions: answer.contributions,
    missing: [],
    revenue_impact: answer.revenue_impact,
    speed: [],
    vitals: [],
    opportunities: [],
    security: null,
    profile: null,
    search: null,
    visual: [],
  };
}

/** A report can be made and read. */
export async function checkReport(
  renderer: ReportRenderer,
  options: { signal: AbortSignal },
): Promise<void> {
  const data = reportData();
  const pdf = await renderer.render(reportDocument(data, undefined), options);
  const problem = reportProblem(await renderer.inspect(pdf, options), data);
  if (problem) throw wrong(`The report is not right: ${problem}`);
}

/** A mail can be written and read by another library. */
export async function checkMail(from: string): Promise<void> {
  const mail = {
    ...renderMail({ content: TRUE_TEXT, report: reportData(), reply_to: from }),
    from,
    to: from,
    subject: TRUE_TEXT.subject,
    message_id: '<health-check@leadshop.example>',
    test_id: 'health-check',
    report: Buffer.from('%PDF-1.7'),
  };
  const read = await readMail(await composeMail(mail), {
    ...mail,
    shows: BUSINESS,
  });
  const failed = read.checks.filter(({ passed }) => !passed);
  if (failed.length > 0) {
    throw wrong(
      `The mail is not right: ${failed.map(({ check }) => check).join(', ')}`,
    );
  }
}
