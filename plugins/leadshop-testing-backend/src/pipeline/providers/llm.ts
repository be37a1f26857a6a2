import { z } from 'zod';
import {
  CallOptions,
  LlmAnswer,
  LlmProvider,
  LlmRequest,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { ProvidersConfig } from '../../config';
import {
  Callee,
  keyRefused,
  quoted,
  QUOTA_USED_UP,
  RATE_LIMITED,
} from './failures';
import {
  MalformedAnswer,
  readJson,
  ReadRefusal,
  tryJson,
  VendorClient,
} from './vendorClient';

const answerSchema = z.object({
  model: z.string(),
  choices: z.array(
    z.object({
      message: z.object({
        content: z.string().nullish(),
        refusal: z.string().nullish(),
      }),
      finish_reason: z.string().nullish(),
    }),
  ),
  usage: z.object({
    prompt_tokens: z.number().int().min(0),
    completion_tokens: z.number().int().min(0),
  }),
});
type Completion = z.infer<typeof answerSchema>;

/** The part of the list of models that shows that it is one. */
const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

const errorSchema = z.object({
  error: z.object({
    message: z.string().default(''),
    code: z.union([z.string(), z.number()]).nullish(),
    type: z.string().nullish(),
  }),
});

/** Reads errors in the shape of OpenAI's. */
export function readLlmRefusal(callee: Callee): ReadRefusal {
  return ({ status, body }) => {
    const error = tryJson(body, errorSchema)?.error;
    if (!error) return undefined;
    const said = quoted(callee, error.message);
    const names = [String(error.code ?? ''), error.type ?? ''];
    if (names.includes('insufficient_quota')) return QUOTA_USED_UP;
    if (names.includes('invalid_api_key')) return keyRefused(callee, said);
    if (names.includes('model_not_found')) {
      return {
        fault: 'config',
        why: `does not know the model ("${said}")`,
        advice: `Correct ${callee.setting}.model`,
      };
    }
    return status === 429 ? RATE_LIMITED : { said };
  };
}

type Message = { role: 'system' | 'user' | 'assistant'; content: unknown };

function messagesOf(request: LlmRequest): Message[] {
  const pictures = (request.images ?? []).map(({ bytes, content_type }) => ({
    type: 'image_url',
    image_url: {
      url: `data:${content_type};base64,${Buffer.from(bytes).toString(
        'base64',
      )}`,
    },
  }));
  const messages: Message[] = [
    { role: 'system', content: request.system },
    {
      role: 'user',
      content: pictures.length
        ? [{ type: 'text', text: request.user }, ...pictures]
        : request.user,
    },
  ];
  if (request.repair) {
    const { answer, problem } = request.repair;
    messages.push(
      { role: 'assistant', content: answer },
      {
        role: 'user',
        content: `That answer cannot be used: ${problem}\nAnswer again, in full, with this mended.`,
      },
    );
  }
  return messages;
}

/** Anything that speaks OpenAI's chat completions. */
export class ChatCompletions implements LlmProvider {
  readonly #settings: ProvidersConfig['llm'];
  readonly #client: VendorClient;

  constructor(settings: ProvidersConfig['llm'], client: VendorClient) {
    this.#settings = settings;
    this.#client = client;
  }

  /** Asks for the list of models, which costs no tokens. */
  check(options: CallOptions): Promise<void> {
    return this.#client.look(
      {
        method: 'GET',
        url: `${this.#settings.baseUrl}/models`,
        headers: { authorization: `Bearer ${this.#settings.apiKey}` },
      },
      options,
      ({ body }) => readJson(body, modelsSchema),
    );
  }

  complete(request: LlmRequest, options: CallOptions): Promise<LlmAnswer> {
    return this.#client.send(
      {
        method: 'POST',
        url: `${this.#settings.baseUrl}/chat/completions`,
        headers: { authorization: `Bearer ${this.#settings.apiKey}` },
        json: {
          model: this.#settings.model,
          messages: messagesOf(request),
          max_completion_tokens: request.maxTokens,
          response_format: {
            type: 'json_schema',
            json_schema: { ...request.schema, strict: true },
          },
        },
      },
      options,
      ({ body }) => this.#read(readJson(body, answerSchema)),
    );
  }

  #read({ model, choices, usage }: Completion): LlmAnswer {
    const choice = choices.at(0);
    if (!choice) throw new MalformedAnswer('a completion without a choice');
    return {
      mode: this.#settings.mode,
      cached: false,
      stale: false,
      answered_at: new Date().toISOString(),
      text: choice.message.content ?? '',
      refusal: choice.message.refusal ?? null,
      model,
      usage,
      cost: this.#costOf(usage),
      finish_reason: choice.finish_reason ?? null,
    };
  }

  #costOf(usage: Completion['usage']): LlmAnswer['cost'] {
    const { pricing } = this.#settings;
    if (!pricing) return null;
    const millionths =
      usage.prompt_tokens * pricing.input +
      usage.completion_tokens * pricing.output;
    return { amount: millionths / 1_000_000, currency: pricing.currency };
  }
}
