// `yarn test:security [word…]`: the suites that attack, each attack by its name,
// and in full where ordinary runs of the tests make a share of it. That takes
// some minutes; with words, only suites whose names have one of them run.
import { missing, SUITES } from './security-suites.mjs';

const words = process.argv.splice(2);
const chosen = Object.entries(SUITES).filter(
  ([name]) => words.length === 0 || words.some(word => name.includes(word)),
);
const patterns = chosen.flatMap(([, files]) => files);
const lost = missing(patterns);
if (chosen.length === 0 || lost.length > 0) {
  console.error(
    chosen.length === 0
      ? `No suite is named so; there are ${Object.keys(SUITES).join(', ')}.`
      : `No test is called so any more: ${lost.join(
          ', ',
        )}. Say in scripts/security-suites.mjs where it went.`,
  );
  process.exitCode = 1;
} else {
  process.env.LEADSHOP_ATTACKS = 'all';
  process.argv.push('--verbose', ...patterns);
  await import('./test.mjs');
}
