import { z } from 'zod';
import {
  LlmAnswer,
  LlmProvider,
  LlmRequest,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { Learnt } from '../definition';

/** What the calls to the model used. */
export const llmUsageSchema = z.object({
  model: z.string(),
  calls: z.int().min(1),
  repaired: z.boolean(),
  prompt_tokens: z.int().min(0),
  completion_tokens: z.int().min(0),
  /** Null without configured prices. */
  cost: z.object({ amount: z.number(), currency: z.string() }).nullable(),
});
/** What the calls to the model used. */
export type LlmUsage = z.infer<typeof llmUsageSchema>;

/** What a check of an answer says: the value, or what to tell the model. */
export type Checked<T> =
  | { ok: true; value: T }
  | { ok: false; problem: string };

const round = (amount: number) => Math.round(amount * 1e6) / 1e6;

function addUsage(sum: LlmUsage | undefined, answer: LlmAnswer): LlmUsage {
  const cost = answer.cost && {
    amount: round(answer.cost.amount + (sum?.cost?.amount ?? 0)),
    currency: answer.cost.currency,
  };
  return {
    model: answer.model,
    calls: (sum?.calls ?? 0) + 1,
    repaired: sum !== undefined,
    prompt_tokens: answer.usage.prompt_tokens + (sum?.prompt_tokens ?? 0),
    completion_tokens:
      answer.usage.completion_tokens + (sum?.completion_tokens ?? 0),
    cost,
  };
}

function parseJson(answer: LlmAnswer): Checked<unknown> {
  if (answer.finish_reason === 'length') {
    return {
      ok: false,
      problem: 'The answer was cut off; answer more briefly.',
    };
  }
  try {
    return { ok: true, value: JSON.parse(answer.text) };
  } catch {
    return {
      ok: false,
      problem: 'The answer is not JSON; answer with JSON alone.',
    };
  }
}

/**
 * JSON Schema of an answer. Lengths of texts stay out, because strict mode does
 * not know them; the answer is checked for them all the same.
 */
export function answerSchema(
  name: string,
  schema: z.ZodType,
): LlmRequest['schema'] {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    override({ jsonSchema }) {
      delete jsonSchema.minLength;
      delete jsonSchema.maxLength;
    },
  });
  return { name, schema: json };
}

/** The first few things that are wrong with an answer's shape, in one line. */
export function shapeProblems(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(issue => `${issue.path.join('.') || 'answer'}: ${issue.message}`)
    .join('; ');
}

/**
 * Asks a model for an answer that passes the checks, with one chance to repair
 * it. What was used so far is in `learnt.details.llm` also when this fails.
 */
export async function askModel<T>(
  llm: LlmProvider,
  request: LlmRequest,
  options: {
    signal: AbortSignal;
    learnt: Learnt;
    /** What is asked for, in the messages: "visual analysis". */
    purpose: string;
    check(answer: unknown): Checked<T>;
  },
): Promise<{ value: T; usage: LlmUsage; mode: LlmAnswer['mode'] }> {
  const { signal, learnt, purpose, check } = options;
  let usage: LlmUsage | undefined;
  let repair: LlmRequest['repair'];
  for (;;) {
    const answer = await llm.complete({ ...request, repair }, { signal });
    usage = addUsage(usage, answer);
    learnt.details.llm = usage;
    if (answer.refusal !== null) {
      throw new StepError(
        `The model ${answer.model} refused the ${purpose}; see whether the site's content breaks its rules, or choose another model`,
        { fault: 'vendor', provider_mode: answer.mode },
      );
    }
    const parsed = parseJson(answer);
    const checked = parsed.ok ? check(parsed.value) : parsed;
    if (checked.ok) {
      return { value: checked.value, usage, mode: answer.mode };
    }
    if (repair) {
      throw new StepError(
        `The model ${answer.model} failed the checks of the ${purpose} also after one repair: ${checked.problem}`,
        { fault: 'vendor', provider_mode: answer.mode },
      );
    }
    learnt.details.first_problem = checked.problem;
    repair = { answer: answer.text, problem: checked.problem };
  }
}
