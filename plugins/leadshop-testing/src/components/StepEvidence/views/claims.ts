/** A number that a text states, and where it comes from. */
export interface Claim {
  text: string;
  value: number | undefined;
  /** Ids of findings, with commas between them; undefined: invented. */
  finding: string | undefined;
  derivation: string | undefined;
}

/** A piece of a text: a claim, or what stands between two. */
export interface Piece {
  text: string;
  claim?: Claim;
}

/** Which step found what, by the first word of a finding's id. */
const STEP_OF_FINDING: Record<string, string> = {
  score: 'score_calculator',
  pagespeed: 'pagespeed_integration',
  security: 'security_scraper',
  gbp: 'gbp_integration',
  search: 'semrush_integration',
  visual: 'llm_visual_analysis',
};

/** The findings that a claim comes from. */
export function findingsOfClaim({ finding }: Claim): string[] {
  return finding?.split(', ') ?? [];
}

/** The step that a claim comes from. */
export function stepOfClaim(claim: Claim): string | undefined {
  const [first] = findingsOfClaim(claim);
  const source = first?.split('.')[0] ?? '';
  return Object.hasOwn(STEP_OF_FINDING, source)
    ? STEP_OF_FINDING[source]
    : undefined;
}

/** Names hold digits that are no claims; the checker looks past them, too. */
function withoutNames(text: string, names: readonly string[]): string {
  return names
    .filter(Boolean)
    .reduce(
      (rest, name) => rest.replaceAll(name, ' '.repeat(name.length)),
      text,
    );
}

/** Where a claim stands by itself: "one" is not in "phone". */
function placeOf(text: string, stated: string, from: number): number {
  const partOfWord = (character: string | undefined) =>
    character !== undefined && /[\p{L}\p{N}]/u.test(character);
  for (
    let place = text.indexOf(stated, from);
    place >= 0;
    place = text.indexOf(stated, place + 1)
  ) {
    if (
      !partOfWord(text[place - 1]) &&
      !partOfWord(text[place + stated.length])
    ) {
      return place;
    }
  }
  return -1;
}

/** As the checker joins them; a claim cannot reach over it. */
const BETWEEN = '\n\n';

/**
 * Cuts texts into pieces at their claims. Claims are stored in the order in
 * which they stand in the texts, without their places; one that cannot be found
 * is passed over.
 */
export function piecesOf(
  texts: readonly string[],
  claims: readonly Claim[],
  names: readonly string[],
): Piece[][] {
  const searched = withoutNames(texts.join(BETWEEN), names);
  let reached = 0;
  const placed = claims.flatMap(claim => {
    const at = claim.text ? placeOf(searched, claim.text, reached) : -1;
    if (at < 0) {
      return [];
    }
    reached = at + claim.text.length;
    return [{ claim, at }];
  });
  let begin = 0;
  return texts.map(text => {
    const pieces: Piece[] = [];
    let done = 0;
    const upTo = (end: number) => {
      if (end > done) {
        pieces.push({ text: text.slice(done, end) });
      }
    };
    for (const { claim, at } of placed) {
      const from = at - begin;
      if (from >= 0 && from < text.length) {
        upTo(from);
        done = from + claim.text.length;
        pieces.push({ text: text.slice(from, done), claim });
      }
    }
    upTo(text.length);
    begin += text.length + BETWEEN.length;
    return pieces;
  });
}
