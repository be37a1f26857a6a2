/** A number, and what was doubtful in reading it; or why it is none. */
export type ReadAmount =
  | { value: number; doubt?: string }
  | { problem: string };

/** Marks of a country's way to write numbers. */
export interface NumberMarks {
  decimal: string;
}

const PLAIN = /^\d{1,15}$/;
/** As the US writes large numbers, and where nothing else can be meant. */
const USUAL = /^\$?[1-9]\d{0,2}(?:,\d{3}){1,4}$/;
const SCALES: Readonly<Record<string, number>> = {
  k: 3,
  thousand: 3,
  tsd: 3,
  m: 6,
  mm: 6,
  mn: 6,
  mln: 6,
  mio: 6,
  million: 6,
  millions: 6,
  b: 9,
  bn: 9,
  mrd: 9,
  billion: 9,
  billions: 9,
};
const SYMBOL = /(?:\b(?:us|ca?|au?|nz|hk|s))?\p{Sc}/u;
const CURRENCIES: ReadonlySet<string> = new Set(
  Intl.supportedValuesOf('currency').map(code => code.toLowerCase()),
);
const WORD_AT_END = /([a-z]+)\.?$/;
const WORD_AT_START = /^([a-z]+)/;
const SPACED = /^[1-9]\d{0,2}(?:[\s'’]\d{3})+(?=[.,]|$)/;
const GROUPED = /^[1-9]\d{0,2}(?:[.,]\d{3})+$/;

const SCIENTIFIC = /^\d+(?:\.\d+)?e\+?\d{1,2}$/;

const NO_NUMBER = { problem: 'is not a number; it is left out' };

/** How numbers are written in a country; unknown ones write as the US does. */
export function numberMarks(country: string): NumberMarks {
  const { language } = new Intl.Locale('und', { region: country }).maximize();
  const parts = new Intl.NumberFormat(`${language}-${country}`, {
    numberingSystem: 'latn',
  }).formatToParts(1.5);
  const decimal = parts.find(part => part.type === 'decimal')?.value;
  return { decimal: decimal === ',' ? ',' : '.' };
}

/**
 * Reads amounts as people write them: `$1,450,000`, `1.450.000 €`, `1 450 000`,
 * `1.5M`, `EUR 20k`. One mark with three digits after it (`1.450`) can mean two
 * numbers: it is taken for thousands, and said to be doubtful unless that is
 * the country's way to write, or the number must be whole.
 */
export function readAmount(
  text: string,
  options: { marks: NumberMarks; whole: boolean },
): ReadAmount {
  if (PLAIN.test(text)) return { value: Number(text) };
  if (options.marks.decimal === '.' && USUAL.test(text)) {
    return { value: Number(text.replace(/[$,]/g, '')) };
  }
  return unusual(text, options);
}

/** What {@link readAmount} does, for amounts of every kind. */
export function unusual(
  text: string,
  options: { marks: NumberMarks; whole: boolean },
): ReadAmount {
  if (text.length > 60) return NO_NUMBER;
  const { digits, exponent } = takeWordsOff(text.toLowerCase());
  if (/^\([\d.,\s]+\)$|^[-−]\s*\d/.test(digits)) {
    return { problem: 'must not be negative; it is left out' };
  }
  if (SCIENTIFIC.test(digits)) return { value: Number(digits) };
  if (!/^\d[\d.,'’\s]*$|^[.,]\d+$/.test(digits)) return NO_NUMBER;
  const number = unspaced(digits);
  return number === undefined
    ? NO_NUMBER
    : withMarks(number, exponent, options);
}

/** Takes currencies and words such as `million` off. */
function takeWordsOff(text: string): { digits: string; exponent: number } {
  let rest = text.replace(SYMBOL, ' ').trim();
  let exponent = 0;
  // At most `20 mio. eur`
  for (let round = 0; round < 2; round++) {
    const word = WORD_AT_END.exec(rest);
    if (!word) break;
    if (word[1] in SCALES && exponent === 0) exponent = SCALES[word[1]];
    else if (!CURRENCIES.has(word[1])) break;
    rest = rest.slice(0, word.index).trim();
  }
  const first = WORD_AT_START.exec(rest);
  if (first && CURRENCIES.has(first[1])) rest = rest.slice(3).trim();
  return { digits: rest, exponent };
}

/** Takes spaces and apostrophes between thousands out; undefined: misplaced. */
function unspaced(digits: string): string | undefined {
  if (!/[\s'’]/.test(digits)) return digits;
  const joined = digits.replace(SPACED, group => group.replace(/[\s'’]/g, ''));
  return /[\s'’]/.test(joined) ? undefined : joined;
}

function withMarks(
  digits: string,
  exponent: number,
  { marks, whole }: { marks: NumberMarks; whole: boolean },
): ReadAmount {
  const found = digits.match(/[.,]/g) ?? [];
  const kinds = new Set(found).size;
  const scaled = (plain: string): ReadAmount => ({
    // Not a multiplication: 1.1e6 is exact, 1.1 * 1e6 is not
    value: Number(`${plain}e${exponent}`),
  });
  if (kinds === 0) return scaled(digits);
  if (kinds === 2) {
    const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
    const front = digits.slice(0, last);
    const isOnce = front.indexOf(digits[last]) < 0;
    return isOnce && GROUPED.test(front)
      ? scaled(`${front.replace(/[.,]/g, '')}.${digits.slice(last + 1)}`)
      : NO_NUMBER;
  }
  const ungrouped = digits.replace(/[.,]/g, '');
  if (found.length > 1) {
    return GROUPED.test(digits) ? scaled(ungrouped) : NO_NUMBER;
  }
  const asDecimal = digits.replace(',', '.');
  const isDecimalHere = found[0] === marks.decimal;
  if (!GROUPED.test(digits)) return scaled(asDecimal);
  if (exponent > 0) return scaled(isDecimalHere ? asDecimal : ungrouped);
  if (whole || !isDecimalHere) return scaled(ungrouped);
  return {
    value: Number(ungrouped),
    doubt: `can mean ${Number(
      asDecimal,
    )} or ${ungrouped}; it is taken for ${ungrouped}`,
  };
}
