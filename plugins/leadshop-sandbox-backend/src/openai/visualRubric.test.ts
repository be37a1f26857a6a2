import { Sandbox, startSandbox } from '../sandbox';
import { answered, Chat, object, PNG_URL, text } from './__testUtils__/chat';

/** Words that a reason has when the score is clearly low or high. */
function toneOf(score: number): RegExp {
  if (score <= 3) return /harder|weak|dated/;
  return score >= 8 ? /care|clear|better/ : /./;
}

describe('visual_rubric', () => {
  let sandbox: Sandbox;
  let chat: Chat;
  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
    chat = new Chat(sandbox);
  });
  afterEach(() => sandbox.clearFaults());
  afterAll(() => sandbox.stop());

  const criteria = [
    'layout',
    'colour_contrast',
    'typography',
    'call_to_action',
  ];
  const schema = object({
    scores: {
      type: 'array',
      minItems: 4,
      maxItems: 4,
      items: object({
        reason: text,
        criterion: { type: 'string', enum: criteria },
        score: { type: 'integer', minimum: 0, maximum: 10 },
      }),
    },
    branding: object({
      score: { type: 'number', minimum: 0, maximum: 100 },
      reason: text,
    }),
    strengths: { type: 'array', items: text },
    summary: text,
  });
  const look = async (said: string) =>
    answered(
      await chat.complete('visual_rubric', schema, [
        { type: 'text', text: said },
        { type: 'image_url', image_url: { url: PNG_URL } },
      ]),
    );

  it('scores each criterion once, with a reason that fits', async () => {
    for (let lead = 0; lead < 20; lead += 1) {
      const answer = await look(`Site ${lead}`);
      expect(
        answer.scores.map((item: { criterion: string }) => item.criterion),
      ).toEqual(criteria);
      for (const { criterion, score, reason } of answer.scores) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(10);
        expect(reason).toContain(criterion.replaceAll('_', ' '));
        expect(reason).toMatch(toneOf(score));
      }
      expect(answer.branding.reason).toContain('branding');
      expect(answer.strengths.length).toBeGreaterThan(0);
      expect(answer.summary).toContain('page as a whole');
    }
  });

  it('has something to praise, to blame and to do', async () => {
    const lists = ['strengths', 'weaknesses', 'recommendations'];
    const list = { type: 'array', items: text, minItems: 3, maxItems: 3 };
    const answer = answered(
      await chat.complete(
        'visual_rubric',
        object(Object.fromEntries(lists.map(name => [name, list]))),
        'Hi',
      ),
    );
    const all = lists.flatMap(name => answer[name]);
    expect(new Set(all).size).toBe(9);
  });

  it('can be spoiled where it has no body', async () => {
    sandbox.addFault({ component: 'openai', kind: 'placeholder' });
    const { inner } = answered(
      await chat.complete(
        'visual_rubric',
        object({ inner: object({ reason: text }) }),
        'Hi',
      ),
    );
    expect(inner.reason).toContain('[Name]');
  });

  it('differs between sites', async () => {
    const seen = new Set<string>();
    for (let lead = 0; lead < 10; lead += 1) {
      seen.add(JSON.stringify((await look(`Site ${lead}`)).scores));
    }
    expect(seen.size).toBeGreaterThan(7);
  });
});
