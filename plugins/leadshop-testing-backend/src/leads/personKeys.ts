/*
 * Tells whose row it is that was rejected: nobody knows what its columns were
 * meant to be, and the e-mail address may be the very thing that is wrong. So each
 * cell gives keys, of what it may be: an e-mail address, a phone number by its
 * last digits, a name by its words in any order, a site by its domain; and of what
 * may be in it, when it is a note. First and last name may be two cells. They are
 * digests, so that the index on them names nobody.
 */
import { createHash } from 'node:crypto';
import { domainKey, nameKey } from './keys';

/** What identifies the person behind a lead: all that it ever had. */
export interface Person {
  emails: string[];
  phones: string[];
  contact_names: string[];
  business_name: string | null;
  website_url: string | null;
}

const EMAIL = /[^\s<>()[\];:,"']+@[^\s<>()[\];:,"']+/g;
const NO_DIGIT = /\D+/g;
/** What stands between two numbers in a cell. */
const BETWEEN_NUMBERS = /[,;|\n]|\s\/\s/;
const NUMBER = /[+(]?\d[\d\s()./-]{6,30}\d/g;
const ADDRESS = /(?:https?:\/\/|www\.)[^\s<>()[\]"',;]+/gi;
/** Names in a note are written as names are. */
const CAPITALISED = /\p{Lu}[\p{L}'’.-]*(?:\s+\p{Lu}[\p{L}'’.-]*)+/gu;
/** A cell that may be half of a name. */
const NAME_PART = /^\p{L}[\p{L}'’. -]{0,60}$/u;
const SITE = /^(?:https?:\/\/)?([^\s@/]+\.[^\s@/]+)(?:\/\S*)?$/i;
/** Fewer tell nobody apart; national and international notation share these. */
const PHONE_DIGITS = 8;
const MOST_DIGITS = 20;
const LONGEST_NAME = 200;
/** A name with more words than this is not looked for in a note. */
const MOST_WORDS = 4;
/** Nobody reads more of a cell, and a file may have cells of megabytes. */
const LONGEST_CELL = 1_000;
const MOST_CELLS = 200;
const MOST_KEYS = 400;

function digest(kind: string, value: string): string {
  const hash = createHash('sha256').update(`${kind} ${value}`);
  return hash.digest('base64url').slice(0, 12);
}

const emailKey = (email: string) => digest('email', email.toLowerCase());

function phoneKey(text: string): string | undefined {
  const digits = text.replace(NO_DIGIT, '');
  if (digits.length < PHONE_DIGITS || digits.length > MOST_DIGITS) {
    return undefined;
  }
  return digest('phone', digits.slice(-PHONE_DIGITS));
}

const wordsOf = (name: string) => nameKey(name).split(' ').sort();

function wordsKey(words: readonly string[]): string {
  return digest('words', words.join(' '));
}

function siteKey(text: string): string | undefined {
  const [, host] = SITE.exec(text) ?? [];
  const domain = host && domainKey(`https://${host}`);
  return domain ? digest('site', domain) : undefined;
}

function* keysOfCell(text: string): Generator<string | undefined> {
  if (text.includes('@')) {
    for (const [email] of text.matchAll(EMAIL)) yield emailKey(email);
  }
  yield phoneKey(text);
  yield siteKey(text);
  if (text.length <= LONGEST_NAME) yield wordsKey(wordsOf(text));
  if (/\s/.test(text)) yield* keysOfNote(text);
}

/** Of what stands in a cell beside other words. */
function* keysOfNote(text: string): Generator<string | undefined> {
  for (const part of text.split(BETWEEN_NUMBERS)) {
    for (const [number] of part.matchAll(NUMBER)) yield phoneKey(number);
  }
  for (const [address] of text.matchAll(ADDRESS)) yield siteKey(address);
  for (const [run] of text.matchAll(CAPITALISED)) {
    const words = run.split(/\s+/);
    for (let from = 0; from < words.length; from++) {
      const most = Math.min(words.length, from + MOST_WORDS);
      for (let to = from + 2; to <= most; to++) {
        yield wordsKey(wordsOf(words.slice(from, to).join(' ')));
      }
    }
  }
}

function* keysOfCells(cells: readonly string[]): Generator<string | undefined> {
  let before = '';
  for (const cell of cells.slice(0, MOST_CELLS)) {
    const text = cell.slice(0, LONGEST_CELL).trim();
    if (text !== '') yield* keysOfCell(text);
    if (NAME_PART.test(text) && NAME_PART.test(before)) {
      yield wordsKey(wordsOf(`${before} ${text}`));
    }
    before = text;
  }
}

/** Keys of a row, by its cells as they stand in the file. */
export function personKeys(cells: readonly string[]): string[] {
  const keys = new Set<string>();
  for (const key of keysOfCells(cells)) {
    if (key !== undefined) keys.add(key);
    if (keys.size >= MOST_KEYS) break;
  }
  return [...keys];
}

/**
 * Keys by which a row is this person's: one that has all of any of these lists.
 * A single word is no name, and a business is not its contact unless the site is
 * the same, too.
 */
export function keysOfPerson(person: Person): string[][] {
  const names = person.contact_names.map(wordsOf);
  const site = siteKey(person.website_url ?? '');
  return [
    ...person.emails.map(email => [emailKey(email)]),
    ...person.phones.flatMap(phone => phoneKey(phone) ?? []).map(key => [key]),
    ...names.filter(words => words.length > 1).map(words => [wordsKey(words)]),
    ...(site && person.business_name
      ? [[wordsKey(wordsOf(person.business_name)), site]]
      : []),
  ];
}
