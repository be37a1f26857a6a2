/*
 * Finds every number that a text states, in digits or in words, with the unit
 * beside it. It would rather find one too many: what it finds must be proved.
 */

/** What a number in a text is measured in, as far as the text says. */
export type StatedUnit =
  | 'percent'
  | 'ms'
  | 'seconds'
  | 'usd'
  | 'times'
  | 'days'
  | 'stars'
  | 'points'
  | 'reviews'
  | 'keywords'
  | 'visits'
  | 'findings';

/** A number that a text states. */
export interface StatedNumber {
  /** As written, with its unit. */
  text: string;
  value: number;
  /** Size of the last digit shown: 0.1 for "4.2", 100 for "1.2k". */
  step: number;
  unit: StatedUnit | null;
  /** Written as "of 100", "out of 5" or "/10". */
  isScale: boolean;
  /** "a month" follows. */
  perMonth: boolean;
  index: number;
}

const UNITS: readonly [RegExp, StatedUnit][] = [
  [/^\s?(?:%|percent(?:age points?)?\b)/i, 'percent'],
  [/^[\s-]?(?:ms\b|milliseconds?\b)/i, 'ms'],
  [/^[\s-]?(?:s\b|secs?\b|seconds?\b)/i, 'seconds'],
  [/^\s?(?:usd\b|us dollars?\b|dollars?\b)/i, 'usd'],
  [/^(?:x\b|\s?times\b|[\s-]?fold\b)/i, 'times'],
  [/^[\s-]?days?\b/i, 'days'],
  [/^[\s-]?stars?\b/i, 'stars'],
  [/^[\s-]?points?\b/i, 'points'],
  [/^\s(?:google |online |customer )?reviews?\b/i, 'reviews'],
  [/^\s(?:search |ranking )?(?:keywords?|terms?)\b/i, 'keywords'],
  [/^\s(?:monthly |organic )*(?:visits?|visitors?)\b/i, 'visits'],
  [/^\s(?:\w+ ){0,2}(?:findings?|issues?|problems?|gaps?)\b/i, 'findings'],
];
const SCALES: readonly [RegExp, number][] = [
  [/^\s?(?:k|thousand)\b/i, 1e3],
  [/^\s?(?:m|mn|million)\b/i, 1e6],
  [/^\s?(?:bn|billion)\b/i, 1e9],
];
const MONTHLY =
  /^\s*(?:us dollars |dollars |usd )?(?:a|per|each|every) month\b/i;
const DIGITS =
  /(?<![\p{L}\p{N}.])([$€£]\s?)?(\d{1,3}(?:,\d{3})+(?!\d)|\d+)((?:\.\d+)?)/gu;

const WORDS: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  dozen: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
  thousand: 1000,
  million: 1_000_000,
};
/** Words that state a multiple or a share. */
const MULTIPLES: Readonly<Record<string, [number, StatedUnit]>> = {
  twice: [2, 'times'],
  double: [2, 'times'],
  doubles: [2, 'times'],
  doubling: [2, 'times'],
  triple: [3, 'times'],
  triples: [3, 'times'],
  tripling: [3, 'times'],
  half: [50, 'percent'],
};
const NUMBER_WORD = new RegExp(
  `\\b(?:${Object.keys(WORDS).join('|')})(?:[\\s-](?:and )?(?:one|${Object.keys(
    WORDS,
  ).join('|')}))*\\b`,
  'gi',
);
const MULTIPLE_WORD = new RegExp(
  `\\b(?:${Object.keys(MULTIPLES).join('|')})\\b`,
  'gi',
);

/** "twenty-five" is 25, "two hundred" is 200. */
function valueOfWords(text: string): number {
  let total = 0;
  let current = 0;
  for (const word of text.toLowerCase().split(/[\s-]+/)) {
    if (word === 'and') continue;
    const value = word === 'one' ? 1 : WORDS[word];
    if (value === undefined) continue;
    if (value === 100) current = Math.max(1, current) * 100;
    else if (value >= 1000) {
      total += Math.max(1, current) * value;
      current = 0;
    } else current += value;
  }
  return total + current;
}

function following<T>(
  text: string,
  index: number,
  table: readonly [RegExp, T][],
): { found: T; length: number } | undefined {
  const rest = text.slice(index, index + 60);
  for (const [pattern, found] of table) {
    const match = pattern.exec(rest);
    if (match) return { found, length: match[0].length };
  }
  return undefined;
}

const SCALE_BEFORE = /(?:\b(?:out )?of |\/\s?)$/i;

function stated(
  text: string,
  match: { index: number; length: number },
  number: { value: number; step: number; unit?: StatedUnit },
): StatedNumber {
  let end = match.index + match.length;
  const scale = following(text, end, SCALES);
  end += scale?.length ?? 0;
  const unit = number.unit
    ? { found: number.unit, length: 0 }
    : following(text, end, UNITS);
  const perMonth = MONTHLY.test(text.slice(end, end + 40));
  if (unit) end += unit.length;
  const factor = scale?.found ?? 1;
  return {
    text: text.slice(match.index, end).trim(),
    value: number.value * factor,
    step: number.step * factor,
    unit: unit?.found ?? null,
    isScale: SCALE_BEFORE.test(text.slice(0, match.index)),
    perMonth,
    index: match.index,
  };
}

/** All numbers that a text states, in their order. */
export function statedNumbers(text: string): StatedNumber[] {
  const numbers: StatedNumber[] = [];
  for (const match of text.matchAll(DIGITS)) {
    const [all, currency, whole, decimals] = match;
    numbers.push(
      stated(
        text,
        { index: match.index, length: all.length },
        {
          value: Number(whole.replaceAll(',', '') + decimals),
          step: 10 ** -Math.max(0, decimals.length - 1),
          unit: undefined,
        },
      ),
    );
    const last = numbers[numbers.length - 1];
    if (currency && last.unit === null) last.unit = 'usd';
  }
  for (const match of text.matchAll(NUMBER_WORD)) {
    const place = { index: match.index, length: match[0].length };
    const value = valueOfWords(match[0]);
    numbers.push(stated(text, place, { value, step: 1 }));
  }
  for (const match of text.matchAll(MULTIPLE_WORD)) {
    const place = { index: match.index, length: match[0].length };
    const [value, unit] = MULTIPLES[match[0].toLowerCase()];
    numbers.push(stated(text, place, { value, step: 1, unit }));
  }
  return numbers.sort((a, b) => a.index - b.index);
}
