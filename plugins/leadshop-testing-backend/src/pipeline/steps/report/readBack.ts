import { InspectedPdf } from './renderer';
import { ReportData } from './reportData';

// Roboto, the font of the report, has these scripts and no others
const WORDS_SHOWN =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}0-9]+/gu;
const NOT_SHOWN =
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]|\p{Extended_Pictographic}/u;

/** True when the report shows boxes for some characters of a text. */
export function hasUnshownCharacters(text: string): boolean {
  return NOT_SHOWN.test(text);
}

/** Without spaces, because a line may break anywhere; ligatures taken apart. */
const flat = (text: string) => text.normalize('NFKC').replace(/\s+/g, '');

/** What is wrong with a report that was read back, or undefined. */
export function reportProblem(
  read: InspectedPdf,
  data: Pick<ReportData, 'business_name' | 'website_url'>,
): string | undefined {
  if (read.pages < 1) return 'it has no pages';
  const name = data.business_name.normalize('NFKC').match(WORDS_SHOWN);
  // A name of which the font has no letter: the site tells whose report it is
  const words = name ?? [new URL(data.website_url).host];
  const text = flat(read.text);
  return words.every(word => text.includes(flat(word)))
    ? undefined
    : 'it does not name the business';
}
