import { Seed } from '../seed';

const SENTENCES = [
  'The page is clear and easy to follow.',
  'The main message is visible at first sight.',
  'The contact details are easy to find.',
  'The text is short and to the point.',
  'The pictures suit the business.',
  'The navigation uses familiar words.',
  'The colours are used with restraint.',
  'The next step for a visitor is plain.',
] as const;

const FORMATS: Record<string, (seed: Seed) => string> = {
  date: seed => `2026-0${seed.integer(1, 9)}-1${seed.integer(0, 9)}`,
  'date-time': seed =>
    `2026-0${seed.integer(1, 9)}-1${seed.integer(0, 9)}T09:00:00Z`,
  time: () => '09:00:00Z',
  duration: seed => `PT${seed.integer(1, 59)}M`,
  email: seed => `office${seed.integer(1, 99)}@business.example`,
  uri: seed => `https://business.example/page-${seed.integer(1, 99)}`,
  hostname: () => 'business.example',
  ipv4: seed => `192.0.2.${seed.integer(1, 254)}`,
  uuid: seed =>
    'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () =>
      seed.integer(0, 15).toString(16),
    ),
};

/** Tried one after the other against a pattern. */
const SAMPLES = [
  'text',
  'Text',
  'TEXT',
  'a',
  'A',
  '1',
  '12',
  '123',
  '1234',
  '12.5',
  'en',
  'US',
  'en-US',
  '#1b5e91',
  'item-1',
  'item_1',
  '2026-01-15',
  '09:00',
  '50%',
  'https://business.example/',
] as const;

/** Undefined when no text is known that meets the pattern. */
export function fillString(
  schema: Record<string, unknown>,
  seed: Seed,
): string | undefined {
  const { format, pattern } = schema;
  if (typeof format === 'string' && Object.hasOwn(FORMATS, format)) {
    return FORMATS[format](seed);
  }
  if (typeof pattern === 'string') {
    const wanted = new RegExp(pattern, 'u');
    const { minLength, maxLength } = lengths(schema);
    return SAMPLES.find(
      sample =>
        wanted.test(sample) &&
        sample.length >= minLength &&
        sample.length <= maxLength,
    );
  }
  return fitString(seed.pick(SENTENCES), schema);
}

/** Lengthens or cuts a text to what the schema allows. */
export function fitString(
  text: string,
  schema: Record<string, unknown>,
): string {
  const { minLength, maxLength } = lengths(schema);
  let fitted = text;
  for (let next = 0; fitted.length < minLength; next += 1) {
    fitted += `${fitted ? ' ' : ''}${SENTENCES[next % SENTENCES.length]}`;
  }
  if (fitted.length <= maxLength) return fitted;
  const cut = fitted.slice(0, maxLength);
  const words = cut.replace(/\s+\S*$/, '').replace(/[\s,;:–-]+$/, '');
  return words.length >= Math.max(minLength, 1) ? words : cut;
}

function lengths(schema: Record<string, unknown>) {
  return {
    minLength: typeof schema.minLength === 'number' ? schema.minLength : 0,
    maxLength:
      typeof schema.maxLength === 'number' ? schema.maxLength : Infinity,
  };
}
