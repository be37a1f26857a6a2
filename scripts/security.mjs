// `yarn test:security [word…]`: the suites that attack, each attack by its name,
// and in full where ordinary runs of the tests make a share of it. That takes
// some minutes; with words, only suites whose names have one of them run.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SUITES } from './security-suites.mjs';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

const words = process.argv.splice(2);
const chosen = Object.entries(SUITES).filter(
  ([name]) => words.length === 0 || words.some(word => name.includes(word)),
);
const patterns = chosen.flatMap(([, files]) => files);
const lost = patterns.filter(pattern => !isThere(pattern));
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

/** Whether a file of that name, or in a folder of it, has tests. */
function isThere(pattern) {
  const { dir, base } = path.parse(path.join(REPOSITORY, pattern));
  return readdirSync(dir, { recursive: true }).some(
    file => file.startsWith(base) && /\.test\.tsx?$/.test(file),
  );
}
