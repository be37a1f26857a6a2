import { load } from 'cheerio';
import PostalMime from 'postal-mime';
import {
  CallOptions,
  SpamProvider,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { BUILT_IN_RULES, MailView } from './builtInSpamRules';

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/\p{L}{3,}/gu) ?? []);
}

function sharedWords(text: string | undefined, visible: string): number {
  const ofText = wordsOf(text ?? '');
  if (ofText.size === 0) return 1;
  const ofHtml = wordsOf(visible);
  return [...ofText].filter(word => ofHtml.has(word)).length / ofText.size;
}

/** Takes a raw mail apart for the rules. */
export async function viewMail(raw: Uint8Array): Promise<MailView> {
  const mail = await PostalMime.parse(raw);
  const $ = load(mail.html ?? '');
  const images = $('img').length;
  const links = $('a[href]')
    .toArray()
    .map(link => ({
      href: $(link).attr('href') ?? '',
      shown: $(link).text(),
    }));
  $('script, style, head').remove();
  const { html, text } = mail;
  const visible = (html === undefined ? text ?? '' : $.root().text())
    .replace(/[^\S\n]+/g, ' ')
    .trim();
  return {
    header: name => mail.headers.find(({ key }) => key === name)?.value,
    subject: mail.subject ?? '',
    text,
    html,
    visible,
    images,
    links,
    sharedWords: html === undefined ? 1 : sharedWords(text, visible),
  };
}

/** Rules that come with LeadShop Testing; the same mail scores the same. */
export class BuiltInSpamRules implements SpamProvider {
  readonly engine = 'built-in';

  async check(raw: Uint8Array, { signal }: CallOptions) {
    signal.throwIfAborted();
    const mail = await viewMail(raw);
    const rules = BUILT_IN_RULES.filter(rule => rule.matches(mail)).map(
      ({ name, score, description }) => ({ name, score, description }),
    );
    const score = rules.reduce((sum, rule) => sum + rule.score, 0);
    return {
      score: Number(score.toFixed(1)),
      rules,
      engine: this.engine,
    };
  }
}
