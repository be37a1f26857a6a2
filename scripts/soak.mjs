// `yarn test:soak [--minutes <n>]`: a backend under R7's load for thirty minutes:
// 1,000 tests a minute over HTTP, 500 sockets, imports one after the other. Prints
// a line a minute and a verdict.
import { createRequire } from 'node:module';
import path from 'node:path';
import { ClearError, run } from './clear-line.mjs';
import { REPOSITORY } from './portal/settings.mjs';
import { startTemporaryCluster } from './postgres/temporary.mjs';
import { onStopRequest, startGroup } from './processes.mjs';
import { requireSupportedNode } from './supported-node.mjs';

const NODE_TRANSFORM = createRequire(import.meta.url).resolve(
  '@backstage/cli/config/nodeTransform.cjs',
);
const SETTINGS = { max_connections: 200, shared_buffers: '256MB' };
const MINUTES = 30;

await run(async () => {
  requireSupportedNode();
  const given = process.argv.slice(2);
  const at = given.indexOf('--minutes');
  const minutes = at < 0 ? MINUTES : Number(given[at + 1]);
  if (!(minutes > 0)) {
    throw new ClearError('Say how long, for example: --minutes 5');
  }
  let group;
  onStopRequest({
    stop: () => group?.stop(),
    force: () => group?.kill(),
  });
  const database = await startTemporaryCluster(SETTINGS);
  try {
    group = startGroup(
      process.execPath,
      [
        '--enable-source-maps',
        ...['--require', NODE_TRANSFORM],
        path.join(REPOSITORY, 'chaos', 'soak.ts'),
      ],
      {
        cwd: REPOSITORY,
        env: {
          ...process.env,
          NODE_ENV: 'development',
          SOAK_MINUTES: String(minutes),
          CHAOS_DATABASE_URL: database.url,
        },
      },
    );
    return await group.ended;
  } finally {
    database.stop();
  }
});
