/*
 * What the numbers in tests mean: how they are shown, and which of two is the
 * better one. A number that is not in the table is a number, and no better or
 * worse than another.
 */

/** How a number is to be read. */
export interface Meaning {
  kind: 'duration' | 'number' | 'score' | 'money';
  better: 'higher' | 'lower' | null;
}

const score: Meaning = { kind: 'score', better: 'higher' };
const more: Meaning = { kind: 'number', better: 'higher' };
const fewer: Meaning = { kind: 'number', better: 'lower' };
const duration: Meaning = { kind: 'duration', better: 'lower' };
const atStake: Meaning = { kind: 'money', better: 'lower' };
const money: Meaning = { kind: 'money', better: null };
const NUMBER: Meaning = { kind: 'number', better: null };

/**
 * By the end of the path, the first that fits: `*` stands for one name, or for
 * a part of one.
 */
const MEANINGS: readonly (readonly [path: string, meaning: Meaning])[] = [
  // The whole test
  ['success_rate', more],
  ['execution_time', duration],
  ['revenue_impact', atStake],
  ['attempts', fewer],
  // Mail: points of spam
  ['spam_score', fewer],
  ['spam.score', fewer],
  ['spam.rules.*.score', fewer],
  // Known answers of the golden cases
  ['golden_cases.*.*', NUMBER],
  // Site
  ['scores.*', score],
  ['cls', fewer],
  ['findings_by_severity.*', fewer],
  ['mixed_content.*', fewer],
  // Business profile
  ['rating', more],
  ['review_count', more],
  ['completeness', score],
  // Search
  ['organic_keywords', more],
  ['organic_traffic', more],
  ['organic_cost', money],
  // Score
  ['rubric.*.score', score],
  ['overall', score],
  ['contributions.*.value', score],
  ['contributions.*.contribution', score],
  ['revenue_impact.amount', atStake],
  ['annual_revenue', money],
  // Models
  ['llm.calls', fewer],
  ['*_tokens', fewer],
  ['cost.amount', { kind: 'money', better: 'lower' }],
  // Everywhere
  ['score', score],
  ['duration', duration],
  ['timings_ms.*', duration],
  ['*_ms', duration],
];

/**
 * What is another in every test, or is told elsewhere: names of objects and
 * messages, times of day, hashes and sizes of files, formulas in words.
 */
const IGNORED: readonly string[] = [
  '*_at',
  'sha256',
  'size',
  'key',
  'message_id',
  'delivery.response',
  'round_trip.worker',
  'formula',
  // Counts down by itself
  'days_to_expiry',
  // What step 11 may say is what earlier steps found out
  'claims',
  'findings.*.label',
  'findings.*.value',
];

type Matcher = (path: readonly string[]) => boolean;

function endsLike(pattern: string): Matcher {
  const parts = pattern
    .split('.')
    .map(part => new RegExp(`^${part.replaceAll('*', '.*')}$`, 's'));
  return path =>
    path.length >= parts.length &&
    parts.every((part, i) => part.test(path[path.length - parts.length + i]));
}

const meanings = MEANINGS.map(
  ([pattern, meaning]) => [endsLike(pattern), meaning] as const,
);
const ignored = IGNORED.map(endsLike);

/** What the number at a path means. */
export function meaningOf(path: readonly string[]): Meaning {
  return meanings.find(([fits]) => fits(path))?.[1] ?? NUMBER;
}

/** Whether what is at a path says nothing when it differs. */
export function isIgnored(path: readonly string[]): boolean {
  return ignored.some(fits => fits(path));
}
