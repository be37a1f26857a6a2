import { randomUUID } from 'node:crypto';
import { SaxesParser } from 'saxes';
import { junitChunks } from './junit';
import { ReportedStep, ReportedTest } from './ReportTests';

interface Node {
  name: string;
  attributes: Record<string, string>;
  children: Node[];
}

/** The document as a real parser reads it; throws when it is not XML. */
function parse(xml: string): Node {
  const root: Node = { name: '', attributes: {}, children: [] };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', error => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const node = {
      name,
      attributes: attributes as Record<string, string>,
      children: [],
    };
    open.at(-1)!.children.push(node);
    open.push(node);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(xml).close();
  return root.children[0];
}

/** What junit-10.xsd, the schema of Jenkins, says of each element. */
const SCHEMA: Record<
  string,
  { required: string[]; allowed: string[]; children: string[] }
> = {
  testsuites: {
    required: [],
    allowed: ['name', 'time', 'tests', 'failures', 'errors'],
    children: ['testsuite'],
  },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    allowed:
      'group time skipped timestamp hostname id package file log url'.split(
        ' ',
      ),
    children: ['properties', 'testcase', 'system-out', 'system-err'],
  },
  properties: { required: [], allowed: [], children: ['property'] },
  property: { required: ['name', 'value'], allowed: [], children: [] },
  testcase: {
    required: ['name'],
    allowed: ['time', 'classname', 'group'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  ...Object.fromEntries(
    ['skipped', 'error', 'failure'].map(name => [
      name,
      { required: [], allowed: ['type', 'message'], children: [] },
    ]),
  ),
};

/** What is not as the schema has it. */
function violations(node: Node): string[] {
  const rule = SCHEMA[node.name];
  if (!rule) return [`unknown element ${node.name}`];
  const names = Object.keys(node.attributes);
  const { time } = node.attributes;
  return [
    ...rule.required.filter(name => !names.includes(name)),
    ...names.filter(
      name => !rule.required.includes(name) && !rule.allowed.includes(name),
    ),
    ...(time === undefined || /^\d{1,}\.\d{3}$/.test(time) ? [] : [time]),
    ...node.children
      .map(child => child.name)
      .filter(name => !rule.children.includes(name)),
    ...node.children.flatMap(violations),
  ];
}

function step(
  number: number,
  fields: Partial<ReportedStep> = {},
): ReportedStep {
  return {
    step_name: `step_${number}`,
    step_number: number,
    title: `Step ${number}`,
    component: `component-${number}`,
    status: 'success',
    fault: null,
    duration: 1234,
    error: null,
    ...fields,
  };
}

function test(fields: Partial<ReportedTest> = {}): ReportedTest {
  return {
    id: randomUUID(),
    test_type: 'full_pipeline',
    status: 'success',
    user_ref: 'user:default/ann',
    entity_ref: null,
    lead_id: null,
    erased: false,
    batch_id: null,
    rerun_of: null,
    business_name: 'Good Bakery',
    website_url: 'https://good-bakery.example',
    current_step: 2,
    total_steps: 2,
    progress: 100,
    steps: [step(1), step(2)],
    provider_mode: 'sandbox',
    success_rate: 100,
    failure_reason: null,
    error_message: null,
    score: 72.5,
    tier: 'B',
    revenue_impact: null,
    revenue_currency: null,
    spam_score: null,
    execution_time: 65_432,
    cancel_requested_at: null,
    created_at: '2026-11-21T10:00:00.000Z',
    started_at: '2026-11-21T10:00:01.500Z',
    completed_at: '2026-11-21T10:01:06.932Z',
    ...fields,
  };
}

async function junit(...pages: ReportedTest[][]): Promise<Node> {
  async function* given() {
    yield* pages;
  }
  const chunks = [];
  for await (const chunk of junitChunks(given())) chunks.push(chunk);
  const root = parse(chunks.join(''));
  expect(violations(root)).toEqual([]);
  return root;
}

it('has a suite for each test and a case for each step', async () => {
  const first = test();
  const root = await junit([first, test()], [test()]);
  expect(root).toMatchObject({
    name: 'testsuites',
    attributes: { name: 'LeadShop Testing' },
  });
  expect(root.children).toHaveLength(3);
  const [suite] = root.children;
  expect(suite.attributes).toEqual({
    name: 'Good Bakery',
    id: first.id,
    package: 'full_pipeline',
    timestamp: '2026-11-21T10:00:01',
    hostname: 'leadshop-testing',
    tests: '2',
    failures: '0',
    errors: '0',
    skipped: '0',
    time: '65.432',
  });
  // Ant's schema wants the properties first
  expect(suite.children.map(child => child.name)).toEqual([
    'properties',
    'testcase',
    'testcase',
  ]);
  expect(
    Object.fromEntries(
      suite.children[0].children.map(({ attributes }) => [
        attributes.name,
        attributes.value,
      ]),
    ),
  ).toEqual({
    status: 'success',
    website_url: 'https://good-bakery.example',
    provider_mode: 'sandbox',
    score: '72.5',
    tier: 'B',
    user_ref: 'user:default/ann',
  });
  expect(suite.children[1]).toEqual({
    name: 'testcase',
    attributes: {
      name: 'Step 1',
      classname: 'full_pipeline.component-1',
      time: '1.234',
    },
    children: [],
  });
});

it.each([
  ['lead', 'failure'],
  ['leadshop', 'failure'],
  ['vendor', 'error'],
  ['config', 'error'],
  ['network', 'error'],
  [null, 'error'],
] as const)('tells a fault of %s as %s', async (fault, name) => {
  const { children } = await junit([
    test({
      status: 'failed',
      failure_reason: 'step',
      steps: [
        step(1, { status: 'failed', fault, error: 'It broke' }),
        step(2, { status: 'skipped', duration: null }),
      ],
    }),
  ]);
  expect(children[0].attributes).toMatchObject({
    tests: '2',
    failures: name === 'failure' ? '1' : '0',
    errors: name === 'error' ? '1' : '0',
    skipped: '1',
  });
  const [, failed, skipped] = children[0].children;
  expect(failed.children).toEqual([
    {
      name,
      attributes: { type: fault ?? 'unknown', message: 'It broke' },
      children: [],
    },
  ]);
  expect(skipped.children.map(child => child.name)).toEqual(['skipped']);
  expect(skipped.attributes.time).toBe('0.000');
});

it('tells of a test whose time was up between two steps', async () => {
  const { children } = await junit([
    test({
      status: 'failed',
      failure_reason: 'timeout',
      error_message: 'The test took longer than 600 s',
    }),
  ]);
  expect(children[0].attributes).toMatchObject({ tests: '3', errors: '1' });
  expect(children[0].children.at(-1)).toMatchObject({
    attributes: { name: 'The test as a whole' },
    children: [
      {
        name: 'error',
        attributes: {
          type: 'timeout',
          message: 'The test took longer than 600 s',
        },
      },
    ],
  });
});

it('leaves out tests that have not ended', async () => {
  const { children } = await junit([
    test({ status: 'running' }),
    test({ status: 'pending' }),
    test({ status: 'cancelled' }),
  ]);
  expect(children).toHaveLength(1);
});

it('is XML also without tests', async () => {
  expect((await junit()).children).toEqual([]);
});

it('is XML whatever the texts hold', async () => {
  const hostile = '</testcase><!-- & "quoted" \u0000\u001b[31m \ud800 ]]>\n<a>';
  const { children } = await junit([
    test({
      status: 'failed',
      failure_reason: 'step',
      business_name: hostile,
      steps: [
        step(1, {
          title: hostile,
          status: 'failed',
          fault: 'lead',
          error: hostile,
        }),
      ],
    }),
  ]);
  const readable = [...hostile]
    .map(c => (['\u0000', '\u001b', '\ud800'].includes(c) ? '\ufffd' : c))
    .join('');
  expect(children[0].attributes.name).toBe(readable);
  expect(children[0].children[1].children[0].attributes.message).toBe(readable);
});
