import Ajv from 'ajv/dist/2020';
import { FaultRule } from '../faults';
import { Sandbox, startSandbox } from '../sandbox';
import {
  answered,
  Chat,
  FINDINGS,
  numbersIn,
  object,
  SALES,
  salesMessage,
} from './__testUtils__/chat';

describe('Faults in the content', () => {
  let sandbox: Sandbox;
  let chat: Chat;
  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
    chat = new Chat(sandbox);
  });
  afterEach(() => sandbox.clearFaults());
  afterAll(() => sandbox.stop());

  const spoiled = (rule: Omit<FaultRule, 'component'>) => {
    sandbox.addFault({ component: 'openai', ...rule });
    return chat.complete('sales_content', SALES, salesMessage(FINDINGS));
  };

  it('false_number: a number that no finding gives', async () => {
    const { body } = answered(await spoiled({ kind: 'false_number' }));
    const invented = numbersIn(body).filter(
      number => !['62', '4.21', '137'].includes(number),
    );
    expect(invented).toHaveLength(1);
    expect(salesMessage(FINDINGS)).not.toContain(invented[0]);
  });

  it('false_number also in repairs, when every answer is meant', async () => {
    sandbox.addFault({ component: 'openai', kind: 'false_number' });
    const repaired = await chat.complete('sales_content', SALES, '', {
      messages: [
        { role: 'user', content: salesMessage(FINDINGS) },
        { role: 'assistant', content: '{}' },
        { role: 'user', content: 'Again.' },
      ],
    });
    expect(numbersIn(answered(repaired).body)).toHaveLength(4);
  });

  it('placeholder: [Name] left in', async () => {
    expect(answered(await spoiled({ kind: 'placeholder' })).body).toContain(
      '[Name]',
    );
  });

  it('schema_violation: valid JSON that does not meet the schema', async () => {
    const answer = answered(await spoiled({ kind: 'schema_violation' }));
    expect(new Ajv().compile(SALES)(answer)).toBe(false);
  });

  it('bad_json: text that cannot be parsed', async () => {
    const completion = await spoiled({ kind: 'bad_json' });
    expect(() => answered(completion)).toThrow(SyntaxError);
  });

  it('refusal: no content', async () => {
    const { choices } = await spoiled({ kind: 'refusal' });
    expect(choices[0].message).toMatchObject({
      content: null,
      refusal: expect.stringContaining("can't help"),
    });
  });

  it('hit only the part of LeadShop that they name', async () => {
    sandbox.addFault({ component: 'llm-visual-analysis', kind: 'refusal' });
    const sales = await chat.complete('sales_content', SALES, salesMessage([]));
    expect(sales.choices[0].message.refusal).toBeNull();
    const visual = await chat.complete(
      'visual_rubric',
      object({ score: { type: 'integer' } }),
      'Hi',
    );
    expect(visual.choices[0].message.refusal).not.toBeNull();
  });
});
