// `yarn test:chaos [cell…]`: breaks a running system in every way that chaos/cells
// knows, and looks whether anything was lost or doubled. Each run has a PostgreSQL
// of its own, which this script restarts when a cell asks for it. --short breaks
// less often, --times <n> so often; --seed <n> repeats a run; --no-dashboard leaves
// out the browser.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findChromium } from './chromium.mjs';
import { ClearError, run } from './clear-line.mjs';
import { REPOSITORY } from './portal/settings.mjs';
import { startRestartableCluster } from './postgres/restartable.mjs';
import { onStopRequest, startGroup } from './processes.mjs';
import { requireSupportedNode } from './supported-node.mjs';

const CHAOS = path.join(REPOSITORY, 'chaos');
const NODE_TRANSFORM = createRequire(import.meta.url).resolve(
  '@backstage/cli/config/nodeTransform.cjs',
);
/** Few enough that they can be used up. */
const SETTINGS = { max_connections: 200 };

const CELLS = [
  'postgres-restarted',
  'connections-terminated',
  'pool-exhausted',
  'loop-blocked',
  'clock-jumps',
  'disk-full',
  'sockets-cut',
  'vendor-faults',
  'poison-job',
  'killed',
];

await run(async () => {
  requireSupportedNode();
  const given = process.argv.slice(2);
  const seed = take(given, '--seed') ?? String(Date.now() % 1_000_000);
  const times = take(given, '--times');
  if (times !== undefined && !/^[1-9]\d*$/.test(times)) {
    throw new ClearError('Say how often, for example: --times 10');
  }
  const wanted = given.filter(word => !word.startsWith('--'));
  const unknown = wanted.filter(word => !CELLS.includes(word));
  if (unknown.length > 0) {
    throw new ClearError(
      `There is no cell ${unknown.join(' ')}; there are ${CELLS.join(', ')}.`,
    );
  }

  let group;
  onStopRequest({
    stop: () => group?.stop(),
    force: () => group?.kill(),
  });
  const database = await startRestartableCluster(SETTINGS);
  const control = createServer(async (request, response) => {
    const { searchParams } = new URL(request.url, 'http://127.0.0.1');
    try {
      database.interrupt(searchParams.get('how'));
      await delay(Number(searchParams.get('down')));
      await database.resume();
      response.end();
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error.stack));
    }
  });
  try {
    await new Promise(resolve => {
      control.listen(0, '127.0.0.1', resolve);
    });
    group = startGroup(
      process.execPath,
      [
        '--enable-source-maps',
        ...['--require', NODE_TRANSFORM],
        path.join(CHAOS, 'run.ts'),
      ],
      {
        cwd: REPOSITORY,
        env: {
          ...process.env,
          NODE_ENV: 'development',
          CHAOS_CELLS: (wanted.length > 0 ? wanted : CELLS).join(','),
          CHAOS_SEED: seed,
          CHAOS_SHORT: String(given.includes('--short')),
          ...(times && { CHAOS_TIMES: times }),
          CHAOS_CHROMIUM: given.includes('--no-dashboard')
            ? 'unwanted'
            : chromiumIfThere(),
          CHAOS_DATABASE_URL: database.url,
          CHAOS_CONTROL_URL: `http://127.0.0.1:${control.address().port}`,
        },
      },
    );
    return await group.ended;
  } finally {
    control.close();
    control.closeAllConnections();
    database.stop();
  }
});

/** Takes an option with its value out of what was given. */
function take(given, option) {
  const at = given.indexOf(option);
  return at < 0 ? undefined : given.splice(at, 2)[1];
}

/** Without a browser everything else is still worth knowing. */
function chromiumIfThere() {
  try {
    return findChromium();
  } catch {
    return '';
  }
}
