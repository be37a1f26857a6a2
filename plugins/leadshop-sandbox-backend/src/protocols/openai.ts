import {
  Answer,
  Call,
  CallDescription,
  json,
  Protocol,
  RefusalKind,
  REFUSAL_STATUS,
  retryAfter,
} from '../exchange';
import { FaultRule } from '../faults';
import {
  ChatRequest,
  ChatRequestError,
  readChatRequest,
} from '../openai/chatRequest';
import { spoil } from '../openai/contentFaults';
import { salesContentAuthor } from '../openai/salesContent';
import { Author, fillSchema, SchemaError } from '../openai/schemaFiller';
import { strictProblem } from '../openai/strictSchema';
import { visualRubricAuthor } from '../openai/visualRubric';
import { Seed } from '../seed';

/**
 * OpenAI's chat completions: `/openai/v1/chat/completions`, with pictures and
 * JSON schemas, and the list of models. Any schema is met; `visual_rubric` and `sales_content` are
 * answered to the point. Requests are checked as the vendor does, strict
 * schemas included.
 */

const MODELS = 'v1/models';
const CHARACTERS_PER_TOKEN = 4;
const TOKENS_PER_IMAGE = 765;

export class OpenAiProtocol implements Protocol {
  readonly component = 'openai';
  /** A call is described before it is answered, and read once for both. */
  readonly #read = new WeakMap<Call, ChatRequest | ChatRequestError>();

  describe(call: Call): CallDescription {
    if (call.path === MODELS) return { slugs: ['llm-visual-analysis'] };
    const chat = this.#chatOf(call);
    if (chat instanceof ChatRequestError) return { slugs: [] };
    const { repair, schema } = chat;
    if (schema?.name === 'visual_rubric') {
      return { slugs: ['llm-visual-analysis'], repair };
    }
    if (schema?.name === 'sales_content') {
      return { slugs: ['content-generator'], repair };
    }
    return { slugs: [], repair };
  }

  answer(call: Call, special?: FaultRule): Answer {
    const asksForModels = call.path === MODELS && call.method === 'GET';
    const asksForText =
      call.path === 'v1/chat/completions' && call.method === 'POST';
    if (!asksForModels && !asksForText) {
      return failure(
        404,
        'invalid_request_error',
        `Unknown request URL: ${call.method} /${call.path}.`,
        { code: 'unknown_url' },
      );
    }
    const key = /^Bearer (\S+)$/.exec(call.headers.authorization ?? '')?.[1];
    if (!key || key === 'invalid') {
      return failure(
        401,
        'invalid_request_error',
        key
          ? 'Incorrect API key provided.'
          : "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth.",
        { code: key ? 'invalid_api_key' : null },
      );
    }
    if (asksForModels) {
      const model = { id: 'sandbox', object: 'model', owned_by: 'sandbox' };
      return json(200, { object: 'list', data: [model] });
    }
    const chat = this.#chatOf(call);
    if (chat instanceof ChatRequestError) {
      return failure(400, 'invalid_request_error', chat.message, chat);
    }
    const problem = chat.schema?.strict && strictProblem(chat.schema.schema);
    if (problem) return schemaFailure(chat, problem);
    try {
      return completion(chat, special);
    } catch (error) {
      if (error instanceof SchemaError) {
        return schemaFailure(chat, error.message);
      }
      throw error;
    }
  }

  refuse(kind: RefusalKind, rule: FaultRule): Answer {
    const [type, message, code] = {
      status: [
        'server_error',
        'The server had an error while processing your request. Sorry about that!',
        null,
      ],
      rate_limit: [
        'requests',
        'Rate limit reached for requests. Please try again later.',
        'rate_limit_exceeded',
      ],
      quota: [
        'insufficient_quota',
        'You exceeded your current quota, please check your plan and billing details.',
        'insufficient_quota',
      ],
    }[kind] as [string, string, string | null];
    const status = rule.status ?? REFUSAL_STATUS[kind];
    const answer = failure(status, type, message, { code });
    return {
      ...answer,
      headers: { ...answer.headers, ...retryAfter(kind, rule) },
    };
  }

  #chatOf(call: Call): ChatRequest | ChatRequestError {
    const known = this.#read.get(call);
    if (known) return known;
    let chat: ChatRequest | ChatRequestError;
    try {
      chat = readChatRequest(call.body);
    } catch (error) {
      if (!(error instanceof ChatRequestError)) throw error;
      chat = error;
    }
    this.#read.set(call, chat);
    return chat;
  }
}

function completion(chat: ChatRequest, special: FaultRule | undefined): Answer {
  const refused = special?.kind === 'refusal';
  const whole = refused
    ? "I'm sorry, but I can't help with that request."
    : contentOf(chat, special);
  const isCut = tokensOf(whole.length) > chat.maxTokens;
  const text = isCut
    ? whole.slice(0, chat.maxTokens * CHARACTERS_PER_TOKEN)
    : whole;
  const promptTokens =
    tokensOf(chat.characters) + chat.imageCount * TOKENS_PER_IMAGE;
  const completionTokens = tokensOf(text.length);
  const seed = Seed.of('completion', chat.fingerprint);
  return json(200, {
    id: `chatcmpl-${seed.integer(1e9, 2e9).toString(36)}${seed
      .integer(1e9, 2e9)
      .toString(36)}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: chat.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: refused ? null : text,
          refusal: refused ? text : null,
        },
        logprobs: null,
        finish_reason: isCut ? 'length' : 'stop',
      },
    ],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
    system_fingerprint: 'fp_sandbox',
  });
}

function contentOf(chat: ChatRequest, special: FaultRule | undefined): string {
  const { schema, fingerprint, userText } = chat;
  if (schema) {
    const seed = Seed.of('answer', schema.name, fingerprint);
    const answer = fillSchema(schema.schema, seed, authorOf(chat));
    return spoil(special?.kind, answer, userText);
  }
  const text = 'The page is clear, and its main message is visible at once.';
  return chat.wantsJson || special
    ? spoil(special?.kind, { answer: text }, userText)
    : text;
}

function authorOf({ schema, fingerprint, userText }: ChatRequest): Author {
  if (schema?.name === 'visual_rubric') return visualRubricAuthor(fingerprint);
  if (schema?.name === 'sales_content') return salesContentAuthor(userText);
  return {};
}

function tokensOf(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

function schemaFailure(chat: ChatRequest, problem: string): Answer {
  return failure(
    400,
    'invalid_request_error',
    `Invalid schema for response_format '${chat.schema?.name}': ${problem}`,
    { param: 'response_format' },
  );
}

function failure(
  status: number,
  type: string,
  message: string,
  about: { param?: string | null; code?: string | null },
): Answer {
  return json(status, {
    error: {
      message,
      type,
      param: about.param ?? null,
      code: about.code ?? null,
    },
  });
}
