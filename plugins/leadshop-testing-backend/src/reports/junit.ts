/*
 * JUnit's XML, as CI systems read it: a suite for each test that has ended, and
 * in it a case for each step. It keeps to the schema of Jenkins (junit-10.xsd)
 * and to the order of elements that Ant's stricter one asks for.
 *
 * `failure` is what LeadShop or the lead has to answer for, `error` is what came
 * from outside or from the settings: a build that looks for regressions can tell
 * them apart.
 */
import {
  Fault,
  isFinalStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ReportPages } from './formats';
import { ReportedStep, ReportedTest } from './ReportTests';
import { element } from './xml';

const OUTCOME: Record<Fault, 'failure' | 'error'> = {
  lead: 'failure',
  leadshop: 'failure',
  vendor: 'error',
  config: 'error',
  network: 'error',
};

/** What a case came to; its name is the name of the element. */
interface Outcome {
  name: 'failure' | 'error' | 'skipped';
  type?: string;
  message: string;
}

interface Case {
  name: string;
  classname: string;
  time: string;
  outcome: Outcome | undefined;
}

/** The file in pieces, one for each page of tests. */
export async function* junitChunks(pages: ReportPages): AsyncGenerator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="LeadShop Testing">\n`;
  for await (const tests of pages) {
    yield tests
      .filter(test => isFinalStatus(test.status))
      .map(suite)
      .join('');
  }
  yield '</testsuites>\n';
}

function suite(test: ReportedTest): string {
  const cases = [
    ...test.steps.map(step => caseOfStep(test, step)),
    ...caseOfWhole(test),
  ];
  const count = (name: Outcome['name']) =>
    cases.filter(({ outcome }) => outcome?.name === name).length;
  const properties = propertiesOf(test).map(([name, value]) =>
    element('property', { name, value: String(value) }),
  );
  return `${element(
    'testsuite',
    {
      name: test.business_name ?? test.website_url ?? test.id,
      id: test.id,
      package: test.test_type,
      // Ant's schema has a time without a zone here
      timestamp: (test.started_at ?? test.created_at).slice(0, 19),
      hostname: 'leadshop-testing',
      tests: String(cases.length),
      failures: String(count('failure')),
      errors: String(count('error')),
      skipped: String(count('skipped')),
      time: seconds(test.execution_time),
    },
    [element('properties', {}, properties), ...cases.map(caseElement)],
  )}\n`;
}

function caseElement({ outcome, ...attributes }: Case): string {
  if (!outcome) return element('testcase', attributes);
  const { name, ...why } = outcome;
  return element('testcase', attributes, [element(name, why)]);
}

function caseOfStep(test: ReportedTest, step: ReportedStep): Case {
  return {
    name: step.title,
    classname: `${test.test_type}.${step.component}`,
    time: seconds(step.duration),
    outcome: outcomeOf(step),
  };
}

function outcomeOf(step: ReportedStep): Outcome | undefined {
  if (step.status === 'success') return undefined;
  if (step.status !== 'failed') {
    return {
      name: 'skipped',
      message: step.stopped
        ? 'The test was stopped while this step was at work'
        : 'The test ended before this step, or a step that it needs failed',
    };
  }
  return {
    name: step.fault ? OUTCOME[step.fault] : 'error',
    type: step.fault ?? 'unknown',
    message: step.error ?? 'The step failed without saying why',
  };
}

/** A test may end otherwise than by a step: its time was up, or we failed it. */
function caseOfWhole(test: ReportedTest): Case[] {
  if (test.status !== 'failed' || test.failure_reason === 'step') return [];
  return [
    {
      name: 'The test as a whole',
      classname: test.test_type,
      time: seconds(test.execution_time),
      outcome: {
        name: 'error',
        type: test.failure_reason ?? 'unknown',
        message: test.error_message ?? 'The test failed without saying why',
      },
    },
  ];
}

function propertiesOf(test: ReportedTest): [string, string | number][] {
  const all: [string, string | number | null][] = [
    ['status', test.status],
    ['website_url', test.website_url],
    ['provider_mode', test.provider_mode],
    ['score', test.score],
    ['tier', test.tier],
    ['user_ref', test.user_ref],
    ['entity_ref', test.entity_ref],
    ['batch_id', test.batch_id],
    ['lead_id', test.lead_id],
  ];
  return all.filter(
    (property): property is [string, string | number] => property[1] !== null,
  );
}

function seconds(milliseconds: number | null): string {
  return ((milliseconds ?? 0) / 1000).toFixed(3);
}
