import { mockApis } from '@backstage/test-utils';
import {
  createTranslationRef,
  TranslationApi,
} from '@backstage/core-plugin-api/alpha';
import { leadshopTestingTranslationRef } from '../translation';

/** What stands around every text that comes from a translation. */
const MARKED = /⟦[^⟦⟧]*⟧/g;

const ATTRIBUTES = [
  'aria-label',
  'aria-description',
  'aria-valuetext',
  'title',
  'placeholder',
  'alt',
];

/** What holds data, or texts of the portal and not of these pages. */
const NOT_OURS = [
  'style',
  'script',
  'code',
  'pre',
  'time',
  'del',
  'ins',
  'svg title',
  '[data-testid="support-button"]',
  '[aria-label="Support"]',
].join(',');

function mark(message: string): string {
  return message
    .split(/(\{\{[^}]*\}\})/)
    .map(part => (part.startsWith('{{') || !part.trim() ? part : `⟦${part}⟧`))
    .join('');
}

/** The messages of the plugin, by key, as Backstage keeps them in the ref. */
function messagesOfPlugin(): Record<string, string> {
  const ref = leadshopTestingTranslationRef as unknown as {
    getDefaultMessages(): Record<string, string>;
  };
  return ref.getDefaultMessages();
}

/** Translates every text of the plugin into itself with marks around it. */
export function markedTexts(): TranslationApi {
  const api = mockApis.translation();
  const marked = Object.fromEntries(
    Object.entries(messagesOfPlugin()).map(([key, text]) => [key, mark(text)]),
  );
  // The first ref of an id says what the texts are
  api.getTranslation(
    createTranslationRef({
      id: leadshopTestingTranslationRef.id,
      messages: marked,
    }),
  );
  return api;
}

/** All texts that something holds, however deep. */
function textsIn(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  if (typeof value !== 'object' || value === null || seen.has(value)) {
    return [];
  }
  seen.add(value);
  const parts =
    value instanceof Map
      ? [...value.keys(), ...value.values()]
      : Object.values(value);
  return parts.flatMap(part => textsIn(part, seen));
}

/** The texts in sight and for screen readers, with where they stand. */
function textsOnScreen(): { text: string; where: string }[] {
  const found: { text: string; where: string }[] = [];
  for (const element of document.body.querySelectorAll('*')) {
    if (!element.closest(NOT_OURS)) {
      const where = element.tagName.toLowerCase();
      for (const node of element.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) {
          found.push({ text: node.textContent ?? '', where });
        }
      }
      for (const name of ATTRIBUTES) {
        const text = element.getAttribute(name);
        if (text) {
          found.push({ text, where: `${where} ${name}` });
        }
      }
    }
  }
  return found;
}

/** True for a moment as it is written out: `March 1, 2026 at 10:00:00 AM UTC`. */
function isMoment(text: string): boolean {
  return !Number.isNaN(Date.parse(text.replace(' at ', ' ')));
}

/** True for what the browser writes at an axis of time: `500ms`, `1s`. */
function isTickOfTime(text: string): boolean {
  return /^\d+(ms|s|m|h)$/.test(text);
}

/** The texts that come neither from a translation nor from the data. */
export function untranslatedTexts(...data: unknown[]): string[] {
  const known = textsIn(data).join('\n');
  const isData = (text: string) =>
    !/\p{L}{2}/u.test(text) ||
    isMoment(text) ||
    isTickOfTime(text) ||
    known.includes(text) ||
    text.split(/[^\p{L}\p{N}_.:/@-]+/u).every(word => known.includes(word));
  return [
    ...new Set(
      textsOnScreen().flatMap(({ text, where }) =>
        text
          .split(MARKED)
          .map(part => part.trim())
          .filter(part => !isData(part))
          .map(part => `${where}: ${part}`),
      ),
    ),
  ];
}
