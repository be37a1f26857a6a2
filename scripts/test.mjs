// `npm test`: all tests of all packages on a PostgreSQL of their own. More
// arguments go to Jest, for example the path of a test. With --coverage, or
// LEADSHOP_COVERAGE=1, coverage is measured too. The last line is the result.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ClearError, run } from './clear-line.mjs';
import { backstageCli } from './backstage-cli.mjs';
import { checkCoverage } from './coverage-check.mjs';
import { onStopRequest, startGroup } from './processes.mjs';
import { FORGETFUL, startTemporaryCluster } from './postgres/temporary.mjs';
import { requireSupportedNode } from './supported-node.mjs';

const CONNECTION = 'BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';
/** Tests run side by side, each with pools of its own. */
const MAX_CONNECTIONS = 500;

const TEST_TIMEOUT_MS = 60_000;
/** One more than the least of cores: many tests wait, for rows or processes. */
const WORKERS = 3;

const SCRIPTS = fileURLToPath(new URL('.', import.meta.url));

/** Arguments for Jest that measure coverage of every file, tested or not. */
const MEASURE = [
  '--coverage',
  '--coverageReporters=json-summary',
  '--coverageReporters=lcovonly',
];

await run(async () => {
  requireSupportedNode();
  const cli = backstageCli();
  const given = process.argv.slice(2);
  const checks = given.includes('--coverage');
  const measures = checks || process.env.LEADSHOP_COVERAGE === '1';
  const jestArguments = given.filter(argument => argument !== '--coverage');

  let stopped = false;
  let group;
  onStopRequest({
    stop() {
      stopped = true;
      group?.stop();
    },
    force: () => group?.kill(),
  });

  const database = process.env[CONNECTION]
    ? { url: process.env[CONNECTION], stop() {} }
    : await startTemporaryCluster({
        ...FORGETFUL,
        max_connections: MAX_CONNECTIONS,
      });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'leadshop-tests-'));
  const resultFile = path.join(folder, 'results.json');
  let code = 1;
  let result;
  try {
    if (!stopped) {
      group = startGroup(
        process.execPath,
        [
          ...[cli, 'repo', 'test', `--maxWorkers=${WORKERS}`],
          // Only ends a test that hangs; a busy machine is no failure
          `--testTimeout=${TEST_TIMEOUT_MS}`,
          // Lists first: what follows one would be taken for a part of it
          ...(measures ? MEASURE : []),
          ...['--json', `--outputFile=${resultFile}`],
          ...jestArguments,
        ],
        { env: { ...process.env, CI: '1', [CONNECTION]: database.url } },
      );
      code = await group.ended;
      result = readResult(resultFile);
    }
    if (!stopped && jestArguments.length === 0) {
      const tapFile = path.join(folder, 'scripts.tap');
      group = startGroup(process.execPath, [
        ...['--test', '--test-concurrency=1'],
        ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
        ...['--test-reporter=tap', `--test-reporter-destination=${tapFile}`],
        ...testsOfScripts(),
      ]);
      code = Math.max(code, await group.ended);
      result = add(result, readTap(tapFile));
    }
  } finally {
    database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  if (stopped) throw new ClearError('The tests were stopped.');
  if (!result) throw new ClearError('Jest ended without a result.');
  if (result.passed + result.failed === 0) {
    throw new ClearError(`No test matches ${jestArguments.join(' ')}.`);
  }

  const covered = checks ? checkCoverage() : true;
  console.log(`${result.passed} passed, ${result.failed} failed`);
  return code === 0 && result.failed === 0 && covered ? 0 : 1;
});

/** Jest knows packages only; these are for Node's own runner. */
function testsOfScripts() {
  return readdirSync(SCRIPTS, { recursive: true })
    .filter(file => file.endsWith('.test.mjs'))
    .map(file => path.join(SCRIPTS, file));
}

function add(one, other) {
  return (
    one &&
    other && {
      passed: one.passed + other.passed,
      failed: one.failed + other.failed,
    }
  );
}

function readTap(file) {
  const tap = readFileSync(file, 'utf8');
  const count = name =>
    Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)[1]);
  return { passed: count('pass'), failed: count('fail') + count('cancelled') };
}

/**
 * A test file that could not even run counts as one failed test.
 * @returns {{ passed: number, failed: number } | undefined}
 */
function readResult(file) {
  try {
    const result = JSON.parse(readFileSync(file, 'utf8'));
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    };
  } catch {
    return undefined;
  }
}
