import { PictureShop } from '../../pictures';
import { Sandbox } from '../../sandbox';

/** What tests of the language model share: a client, schemas, a mail's input. */

export interface Completion {
  id: string;
  model: string;
  choices: {
    message: { role: string; content: string | null; refusal: string | null };
    finish_reason: string;
  }[];
  usage: Record<'prompt_tokens' | 'completion_tokens' | 'total_tokens', number>;
  error?: {
    message: string;
    type: string;
    param: string | null;
    code: string | null;
  };
}

export const object = (properties: Record<string, unknown>) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});
export const text = { type: 'string' };
export const SALES = object({
  subject: { type: 'string', maxLength: 70 },
  preview: { type: 'string', maxLength: 120 },
  body: text,
  language: { type: 'string', enum: ['en'] },
  facts: { type: 'array', items: object({ text, finding_id: text }) },
});
export const FINDINGS = [
  { id: 'perf', label: 'Mobile performance score', value: 62, unit: 'points' },
  { id: 'lcp', label: 'Largest Contentful Paint', value: 4.21, unit: 's' },
  { id: 'reviews', label: 'Number of reviews', value: '137' },
  { id: 'hsts', label: 'HSTS header', value: 'missing' },
  { id: 'score', label: 'Score out of 100', value: 71 },
];
export const PNG_URL = `data:image/png;base64,${new PictureShop()
  .picture({ subject: 'a', width: 64, height: 64, format: 'png' })
  .toString('base64')}`;

export function answered(completion: Completion) {
  return JSON.parse(completion.choices[0].message.content!);
}

export const salesMessage = (findings: unknown, business = 'Sunrise Dental') =>
  `Write a mail.\nBusiness: ${business}\nSite: https://a.example\n<findings>\n${JSON.stringify(
    findings,
    null,
    1,
  )}\n</findings>\nNo placeholders.`;
export const numbersIn = (body: string) => body.match(/\d+(?:\.\d+)?/g) ?? [];

export const format = (name: string, schema: object, strict = true) => ({
  type: 'json_schema',
  json_schema: { name, schema, strict },
});

export class Chat {
  constructor(private readonly sandbox: Sandbox) {}

  post(body: unknown, authorization = 'Bearer k') {
    return fetch(`${this.sandbox.httpUrl}/openai/v1/chat/completions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', authorization },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  async complete(
    schemaName: string,
    schema: object,
    user: unknown,
    more: object = {},
  ): Promise<Completion> {
    const response = await this.post({
      model: 'gpt-4o-mini',
      messages: [
        { role: 'system', content: 'You review web sites.' },
        { role: 'user', content: user },
      ],
      response_format: format(schemaName, schema, false),
      ...more,
    });
    return response.json();
  }
}
