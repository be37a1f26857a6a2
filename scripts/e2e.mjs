// `yarn test:e2e [name]`: the browser tests of e2e/, against the built portal
// on a database of its own. With a name, only the files that contain it. Two
// files run at once, each against a portal of its own, as tests wait for pages
// most of the time; what a file has to say comes when it is through.
// --no-build takes the pages as they were built last; --screenshots takes the
// pictures of the README instead of running tests; --big-file [rows] measures
// whether a big CSV freezes the page or the backend.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { findChromium } from './chromium.mjs';
import { ClearError, run } from './clear-line.mjs';
import { buildPages, startBuiltPortal } from './portal/built.mjs';
import { REPOSITORY } from './portal/settings.mjs';
import { FORGETFUL, startTemporaryCluster } from './postgres/temporary.mjs';
import { onStopRequest, startGroup } from './processes.mjs';
import { requireSupportedNode } from './supported-node.mjs';

const TESTS = path.join(REPOSITORY, 'e2e');
const SCREENSHOTS = path.join(TESTS, 'screenshots.mjs');
const BIG_FILE = path.join(TESTS, 'bigFile.mjs');
/** Takes as many rows as anybody asks for. */
const BIG_FILE_LIMITS = {
  APP_CONFIG_leadshopTesting_import_maxFileSizeMb: '4096',
  APP_CONFIG_leadshopTesting_import_maxLeads: '20000000',
};
/** What is stored is found while a test waits, and not ten minutes later. */
const SEARCH_OFTEN = {
  APP_CONFIG_search_collators_leadshopTesting_schedule: JSON.stringify({
    frequency: { seconds: 3 },
    timeout: { minutes: 1 },
    initialDelay: { seconds: 3 },
  }),
};
const NODE_TRANSFORM = createRequire(import.meta.url).resolve(
  '@backstage/cli/config/nodeTransform.cjs',
);
const MAX_CONNECTIONS = 300;
const LANES = 2;
/** Thrice what the longest file takes on two cores. */
const LONGEST_MS = 900_000;
const LONGEST = ['tour', 'restart', 'roles', 'run-test', 'batch'];

await run(async () => {
  requireSupportedNode();
  const chromium = findChromium();
  const given = process.argv.slice(2);
  const names = given.filter(argument => !argument.startsWith('--'));
  const bigFile = given.includes('--big-file');
  const screenshots = given.includes('--screenshots');

  let stopped = false;
  const groups = new Set();
  const follow = group => {
    groups.add(group);
    return group;
  };
  onStopRequest({
    stop() {
      stopped = true;
      groups.forEach(group => group.stop());
    },
    force: () => groups.forEach(group => group.kill()),
  });

  /** In a portal of its own; what `visit` answers. */
  const inPortal = async visit => {
    if (stopped) return 1;
    const database = await startTemporaryCluster({
      ...FORGETFUL,
      max_connections: MAX_CONNECTIONS,
    });
    let portal;
    try {
      portal = await startBuiltPortal(
        { client: 'pg', connection: database.connection },
        follow,
      );
      const env = {
        ...process.env,
        BASE_URL: portal.url,
        SANDBOX_URL: portal.sandboxUrl,
        SANDBOX_SITES_URL: portal.sandboxSitesUrl,
        PORTAL_SECRETS: JSON.stringify(portal.secrets),
        CHROMIUM_PATH: chromium,
      };
      return await visit(
        command => follow(startGroup(process.execPath, command, { env })).ended,
      );
    } finally {
      await portal?.group.stop();
      database.stop();
    }
  };

  Object.assign(process.env, bigFile ? BIG_FILE_LIMITS : SEARCH_OFTEN);
  const files = bigFile || screenshots ? [] : testFiles(names);
  if (!given.includes('--no-build')) await buildPages();
  if (screenshots) return inPortal(visit => visit([SCREENSHOTS]));
  if (bigFile) {
    // It writes its file as the benchmarks do, which are in TypeScript
    return inPortal(visit =>
      visit(['--require', NODE_TRANSFORM, BIG_FILE, ...names]),
    );
  }

  const failed = [];
  const waiting = [...files];
  const results = mkdtempSync(path.join(os.tmpdir(), 'leadshop-e2e-'));
  const lane = () =>
    inPortal(async visit => {
      while (waiting.length > 0 && !stopped) {
        const file = waiting.shift();
        const result = path.join(results, path.basename(file));
        const code = await visit([
          ...['--test', '--test-reporter=spec'],
          // One that hangs must end before whoever runs this gives up on all
          `--test-timeout=${LONGEST_MS}`,
          ...[`--test-reporter-destination=${result}`, file],
        ]);
        process.stdout.write(readFileSync(result, 'utf8'));
        if (code !== 0) failed.push(path.basename(file));
      }
    });
  try {
    await Promise.all(files.slice(0, LANES).map(lane));
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
  if (stopped) throw new ClearError('The tests were stopped.');
  console.log(
    failed.length === 0
      ? `All ${files.length} files of browser tests passed.`
      : `Failed: ${failed.join(', ')}`,
  );
  return failed.length === 0 ? 0 : 1;
});

/** By their length, so that none is waited for at the end. */
function rank(file) {
  const place = LONGEST.findIndex(name => path.basename(file).startsWith(name));
  return place === -1 ? LONGEST.length : place;
}

function testFiles(names) {
  const files = readdirSync(TESTS)
    .filter(file => file.endsWith('.e2e.mjs'))
    .filter(
      file => names.length === 0 || names.some(name => file.includes(name)),
    )
    .map(file => path.join(TESTS, file))
    .sort((one, other) => rank(one) - rank(other));
  if (files.length === 0) {
    throw new ClearError(`No browser test matches ${names.join(' ')}.`);
  }
  return files;
}
