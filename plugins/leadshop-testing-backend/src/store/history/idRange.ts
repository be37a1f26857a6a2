const FIRST = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** What pages show of an id. Less of one is more likely a part of a name. */
const SHORTEST = 8;

/** The ids that begin like a text; undefined when no id does. */
export function idRange(text: string): [string, string] | undefined {
  const begin = text.toLowerCase();
  if (begin.length < SHORTEST || begin.length > FIRST.length) return undefined;
  const fits = [...begin].every((character, place) =>
    FIRST[place] === '-' ? character === '-' : /[0-9a-f]/.test(character),
  );
  if (!fits) return undefined;
  return [begin + FIRST.slice(begin.length), begin + LAST.slice(begin.length)];
}
