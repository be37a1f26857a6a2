// Compares what `npm test` measured with the thresholds of the project: 90 %
// of all lines, and every line of what must not fail unnoticed.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ClearError, run } from './clear-line.mjs';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const SUMMARY = path.join(REPOSITORY, 'coverage', 'coverage-summary.json');

/** Of all lines of all packages, in percent. */
const OVERALL = 90;

/** What tests are made of; it is not the product. */
const TEST_SUPPORT = /\/(__testUtils__|testing)\/|\/setupTests\.ts$/;

/** What must be covered wholly; each must match at least one file. */
const WHOLLY = [
  {
    what: 'the permission guard',
    files: /^plugins\/leadshop-testing-backend\/src\/api\/PermissionGuard\.ts$/,
  },
  {
    what: 'the guarded network client',
    files:
      /^plugins\/leadshop-testing-backend\/src\/pipeline\/network\/.+\.ts$/,
  },
  {
    what: "the engine's state transitions",
    files:
      /^plugins\/leadshop-testing-backend\/src\/pipeline\/transitions\.ts$/,
  },
];

/** @returns {boolean} whether every threshold is reached; prints each */
export function checkCoverage() {
  if (!existsSync(SUMMARY)) {
    throw new ClearError(
      'No coverage was measured: run `LEADSHOP_COVERAGE=1 npm test` first.',
    );
  }
  const lines = Object.entries(JSON.parse(readFileSync(SUMMARY, 'utf8')))
    .filter(([file]) => file !== 'total')
    .map(([file, { lines: count }]) => ({
      file: path.relative(REPOSITORY, file).split(path.sep).join('/'),
      ...count,
    }))
    .filter(({ file }) => !TEST_SUPPORT.test(file));
  return [
    tell('all lines', percent(lines), OVERALL),
    ...WHOLLY.map(({ what, files: pattern }) => {
      const matching = lines.filter(({ file }) => pattern.test(file));
      if (matching.length === 0) {
        console.log(`coverage of ${what}: no file matches ${pattern}`);
        return false;
      }
      const incomplete = matching.filter(
        ({ covered, total: all }) => covered < all,
      );
      for (const { file, covered, total: all } of incomplete) {
        console.log(`  ${file}: ${covered} of ${all} lines`);
      }
      return tell(what, incomplete.length === 0 ? 100 : percent(matching), 100);
    }),
  ].every(Boolean);
}

function percent(files) {
  const sum = key => files.reduce((all, file) => all + file[key], 0);
  return Math.floor((sum('covered') / sum('total')) * 10_000) / 100;
}

function tell(what, reached, asked) {
  const enough = reached >= asked;
  console.log(
    `coverage of ${what}: ${reached} %, asked ${asked} %${
      enough ? '' : ' - NOT REACHED'
    }`,
  );
  return enough;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await run(async () => (checkCoverage() ? 0 : 1));
}
