import type { Details } from '../Details';
import { readLlm } from '../parts/LlmUsage';
import { readSubject } from '../parts/Subject';

/** The rules that a text is held to. */
export const CONTENT_RULES = [
  'length',
  'single_line_subject',
  'placeholders',
  'plain_text',
  'links',
  'language',
  'invented_facts',
] as const;

/** What step 11 stored. */
export function readContent(details: Details) {
  const content = details.part('personal')?.part('content');
  return {
    subject: readSubject(details),
    text: content && {
      subject: content.text('subject') ?? '',
      preview: content.text('preview') ?? '',
      body: content.text('body') ?? '',
    },
    claims: (details.list('claims') ?? []).map(one => ({
      text: one.text('text') ?? '',
      value: one.number('value'),
      finding: one.text('finding'),
      derivation: one.text('derivation'),
    })),
    findings: new Map(
      (details.list('findings') ?? []).map(one => [
        one.text('id') ?? '',
        {
          label: one.text('label') ?? one.text('id') ?? '–',
          value: one.plain('value'),
          unit: one.text('unit') ?? '',
        },
      ]),
    ),
    checks: (details.list('checks') ?? []).map(one => ({
      rule: one.text('rule') ?? '–',
      passed: one.flag('passed') ?? false,
      problem: one.text('problem'),
    })),
    words: details.number('words'),
    llm: readLlm(details),
  };
}

/** What step 11 stored. */
export type ContentFound = ReturnType<typeof readContent>;
