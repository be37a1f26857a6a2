// `yarn test:e2e [name]`: the browser tests of e2e/, against the built portal
// on a database of its own. With a name, only the files that contain it.
// --no-build takes the pages as they were built last; --screenshots takes the
// pictures of the README instead of running tests; --big-file [rows] measures
// whether a big CSV freezes the page or the backend.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
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
const TEST_RUN = ['--test', '--test-concurrency=1', '--test-reporter=spec'];
const MAX_CONNECTIONS = 300;

await run(async () => {
  requireSupportedNode();
  const chromium = findChromium();
  const given = process.argv.slice(2);
  const names = given.filter(argument => !argument.startsWith('--'));
  const bigFile = given.includes('--big-file');
  const files = readdirSync(TESTS)
    .filter(file => file.endsWith('.e2e.mjs'))
    .filter(
      file =>
        bigFile ||
        names.length === 0 ||
        names.some(name => file.includes(name)),
    )
    .map(file => path.join(TESTS, file));
  if (files.length === 0) {
    throw new ClearError(`No browser test matches ${names.join(' ')}.`);
  }

  let command = [...TEST_RUN, ...files];
  if (given.includes('--screenshots')) command = [SCREENSHOTS];
  // It writes its file as the benchmarks do, which are in TypeScript
  if (bigFile) command = ['--require', NODE_TRANSFORM, BIG_FILE, ...names];

  const groups = new Set();
  const follow = group => {
    groups.add(group);
    return group;
  };
  onStopRequest({
    stop: () => groups.forEach(group => group.stop()),
    force: () => groups.forEach(group => group.kill()),
  });

  if (!given.includes('--no-build')) await buildPages();
  const database = await startTemporaryCluster({
    ...FORGETFUL,
    max_connections: MAX_CONNECTIONS,
  });
  let portal;
  Object.assign(process.env, bigFile ? BIG_FILE_LIMITS : SEARCH_OFTEN);
  try {
    portal = await startBuiltPortal(
      { client: 'pg', connection: database.connection },
      follow,
    );
    return await follow(
      startGroup(process.execPath, command, {
        env: {
          ...process.env,
          BASE_URL: portal.url,
          SANDBOX_URL: portal.sandboxUrl,
          SANDBOX_SITES_URL: portal.sandboxSitesUrl,
          PORTAL_SECRETS: JSON.stringify(portal.secrets),
          CHROMIUM_PATH: chromium,
        },
      }),
    ).ended;
  } finally {
    await portal?.group.stop();
    database.stop();
  }
});
