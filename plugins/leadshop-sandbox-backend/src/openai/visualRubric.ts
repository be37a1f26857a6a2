import { Seed } from '../seed';
import { fillNumber, numberRange } from './numbers';
import { Author, Place } from './schemaFiller';

/**
 * The author of `visual_rubric`: scores for how a page looks, with reasons
 * that agree with the scores. Every criterion has its own share of what could
 * be reached, drawn around the quality of the whole page.
 */

const NAMELESS =
  /^(\d+|scores?|ratings?|values?|points|reasons?|rationale|explanations?|justification|comments?|notes?|evidence|criteria|rubric|results?|items|overall.*|total)$/i;
const STRENGTHS = /strength|positive|good|pros/i;
const WEAKNESSES = /weak|issue|problem|negative|cons|concern/i;
const ADVICE = /improve|recommend|suggest|action|advice|fix/i;

const GOOD = [
  'is handled with care and helps a visitor find the way',
  'is clear, consistent and in keeping with the business',
  'stands out as one of the better parts of the page',
] as const;
const FAIR = [
  'does its work but leaves room for improvement',
  'is acceptable, though parts of the page compete for attention',
  'is uneven: the top of the page does better than the rest',
] as const;
const POOR = [
  'makes the page harder to use than it needs to be',
  'is weak and will cost the business visitors',
  'looks dated and needs attention first',
] as const;
const WEAK_POINTS = [
  'The main call to action does not stand out enough.',
  'Blocks of text are long and hard to scan on a phone.',
  'Spacing between the sections is uneven.',
  'Contrast of the smaller texts is low.',
] as const;
const STRONG_POINTS = [
  'The header makes the name of the business easy to recognise.',
  'Colours are used with restraint.',
  'The main sections are easy to tell apart.',
  'The most important picture is shown first.',
] as const;
const STEPS = [
  'Make the button for appointments larger and repeat it below.',
  'Break long texts into short paragraphs with headings.',
  'Raise the contrast of the smaller texts.',
  'Show opening hours and phone number in the header.',
] as const;

export function visualRubricAuthor(fingerprint: string): Author {
  const quality = Seed.of('visual', fingerprint).decimal(0.3, 0.95, 2);
  const seed = Seed.of('visual texts', fingerprint);
  const shareOf = (criterion: string) => {
    const own = Seed.of('criterion', criterion, fingerprint);
    return Math.min(Math.max(quality + own.decimal(-0.2, 0.2, 2), 0), 1);
  };
  const sentence = (criterion: string) => {
    const share = shareOf(criterion);
    const phrases = phrasesFor(share);
    const words = criterion.replace(/[_-]+/g, ' ').toLowerCase();
    return `The ${words} ${seed.pick(phrases)}.`;
  };
  return {
    value(place) {
      const { schema, path } = place;
      const criterion = criterionOf(place);
      switch (schema.type) {
        case 'integer':
        case 'number': {
          const [minimum, maximum] = numberRange(schema, [0, 100]);
          return fillNumber(
            { ...schema, minimum, maximum },
            seed,
            schema.type === 'integer',
            criterion ? shareOf(criterion) : quality,
          );
        }
        case 'string': {
          if (schema.format || schema.pattern) return undefined;
          const names = path.join(' ');
          const index = Number(path.at(-1));
          const point = (list: readonly string[]) =>
            Number.isInteger(index)
              ? list[index % list.length]
              : seed.pick(list);
          if (STRENGTHS.test(names)) return point(STRONG_POINTS);
          if (WEAKNESSES.test(names)) return point(WEAK_POINTS);
          if (ADVICE.test(names)) return point(STEPS);
          return sentence(criterion ?? 'page as a whole');
        }
        default:
          return undefined;
      }
    },
  };
}

function phrasesFor(share: number): readonly string[] {
  if (share >= 0.67) return GOOD;
  return share >= 0.4 ? FAIR : POOR;
}

/** What a place is about: named beside it, or by the property it stands in. */
function criterionOf({ path, siblings }: Place): string | undefined {
  for (const name of [
    'criterion',
    'name',
    'aspect',
    'category',
    'id',
    'key',
    'label',
  ]) {
    const value = siblings[name];
    if (typeof value === 'string' && path.at(-1) !== name) return value;
  }
  return path.findLast(
    part => !NAMELESS.test(part) && !/summary|verdict|impression/i.test(part),
  );
}
