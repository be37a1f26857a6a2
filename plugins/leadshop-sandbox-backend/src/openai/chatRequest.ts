import { z } from 'zod';

/** What a chat completion asks, as far as the sandbox cares. */
export interface ChatRequest {
  model: string;
  /** All texts of the user, one after the other. */
  userText: string;
  imageCount: number;
  /** Everything that was said, pictures included; answers derive from it. */
  fingerprint: string;
  /** The user asks to mend an answer that the model gave before. */
  repair: boolean;
  schema: ChatSchema | undefined;
  wantsJson: boolean;
  maxTokens: number;
  /** All characters of all texts. */
  characters: number;
}

export interface ChatSchema {
  name: string;
  schema: Record<string, unknown>;
  strict: boolean;
}

/** Says what is wrong with a request in OpenAI's terms. */
export class ChatRequestError extends Error {
  constructor(
    message: string,
    readonly param: string | null,
    readonly code: string | null = null,
  ) {
    super(message);
    this.name = 'ChatRequestError';
  }
}

const textPart = z.looseObject({ type: z.literal('text'), text: z.string() });
const imagePart = z.looseObject({
  type: z.literal('image_url'),
  image_url: z.looseObject({ url: z.string() }),
});
const requestSchema = z.looseObject({
  model: z.string().min(1),
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'developer', 'user', 'assistant']),
        content: z.union([
          z.string(),
          z.array(z.discriminatedUnion('type', [textPart, imagePart])),
        ]),
      }),
    )
    .min(1),
  max_tokens: z.number().int().positive().optional(),
  max_completion_tokens: z.number().int().positive().optional(),
  stream: z.literal(false).optional(),
  response_format: z
    .discriminatedUnion('type', [
      z.looseObject({ type: z.literal('text') }),
      z.looseObject({ type: z.literal('json_object') }),
      z.looseObject({
        type: z.literal('json_schema'),
        json_schema: z.looseObject({
          name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
          schema: z.record(z.string(), z.unknown()),
          strict: z.boolean().nullish(),
        }),
      }),
    ])
    .optional(),
});

/** @throws ChatRequestError */
export function readChatRequest(body: Buffer): ChatRequest {
  const parsed = requestSchema.safeParse(parseJson(body));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const param = issue.path.join('.');
    throw new ChatRequestError(`Invalid '${param}': ${issue.message}`, param);
  }
  const { model, messages, response_format: format, ...rest } = parsed.data;
  const texts: string[] = [];
  const images: string[] = [];
  let characters = 0;
  for (const { role, content } of messages) {
    for (const part of typeof content === 'string'
      ? [{ type: 'text' as const, text: content }]
      : content) {
      if (part.type === 'text') {
        characters += part.text.length;
        if (role === 'user') texts.push(part.text);
      } else {
        checkImage(part.image_url.url);
        images.push(part.image_url.url);
      }
    }
  }
  const roles = messages.map(message => message.role);
  return {
    model,
    userText: texts.join('\n'),
    imageCount: images.length,
    fingerprint: [...texts, ...images].join('\n'),
    repair: roles.includes('assistant') && roles.at(-1) === 'user',
    schema:
      format?.type === 'json_schema'
        ? { ...format.json_schema, strict: format.json_schema.strict ?? false }
        : undefined,
    wantsJson: format?.type === 'json_object',
    maxTokens: rest.max_completion_tokens ?? rest.max_tokens ?? Infinity,
    characters,
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ChatRequestError(
      'We could not parse the JSON body of your request.',
      null,
    );
  }
}

const MAGIC: Record<string, string> = {
  png: '\x89PNG',
  jpeg: '\xff\xd8\xff',
  gif: 'GIF8',
  webp: 'RIFF',
};

/** A data URL must hold what it says; other addresses are taken as they are. */
function checkImage(url: string): void {
  if (/^https?:\/\//.test(url)) return;
  const [head, type] = /^data:image\/(\w+);base64,/.exec(url) ?? [];
  const start =
    head && Buffer.from(url.slice(head.length, head.length + 16), 'base64');
  const magic = type && MAGIC[type === 'jpg' ? 'jpeg' : type];
  if (!start || !magic || !start.toString('latin1').startsWith(magic)) {
    throw new ChatRequestError(
      "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].",
      null,
      'invalid_image_format',
    );
  }
}
