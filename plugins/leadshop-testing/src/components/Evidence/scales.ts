/*
 * Which numbers are scores, and out of how much. A step of another company's
 * pipeline gets bars by using the same names.
 */
const SCALES: readonly (readonly [RegExp, number])[] = [
  [/^rubric\.[^.]+\.score$/, 10],
  [/^overall$/, 10],
  [/(^|\.)scores\.[^.]+$/, 100],
  [/^contributions\.value$/, 100],
  [/^(score|completeness)$/, 100],
];

/** What a value is out of; undefined when it is not a score. */
export function scaleOf(path: readonly string[]): number | undefined {
  const name = path.join('.');
  return SCALES.find(([pattern]) => pattern.test(name))?.[1];
}
