// `yarn bench [name]`: runs benchmarks/<name>.bench.*, or every benchmark, each on
// a PostgreSQL of its own that keeps its promises (fsync on), prints the
// figures and writes benchmarks/results/<name>.json.
import { mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ClearError, run } from './clear-line.mjs';
import { REPOSITORY } from './portal/settings.mjs';
import { startTemporaryCluster } from './postgres/temporary.mjs';
import { onStopRequest, startGroup } from './processes.mjs';
import { requireSupportedNode } from './supported-node.mjs';

const BENCHMARKS = path.join(REPOSITORY, 'benchmarks');
const BENCHMARK = /^(.+)\.bench\.(?:ts|mjs)$/;
const RUNNER = fileURLToPath(new URL('bench-runner.cjs', import.meta.url));
const NODE_TRANSFORM = createRequire(import.meta.url).resolve(
  '@backstage/cli/config/nodeTransform.cjs',
);
const SETTINGS = { max_connections: 500, shared_buffers: '256MB' };

await run(async () => {
  requireSupportedNode();
  const [wanted, ...args] = process.argv.slice(2);
  const files = readdirSync(BENCHMARKS)
    .map(file => ({ file, name: BENCHMARK.exec(file)?.[1] }))
    .filter(({ name }) => name && (wanted === undefined || name === wanted));
  if (files.length === 0) {
    throw new ClearError(
      `There is no benchmark ${wanted ?? ''} in ${BENCHMARKS}.`,
    );
  }
  const results = path.join(BENCHMARKS, 'results');
  mkdirSync(results, { recursive: true });

  let stopped = false;
  let group;
  onStopRequest({
    stop() {
      stopped = true;
      group?.stop();
    },
    force: () => group?.kill(),
  });
  let code = 0;
  for (const { file, name } of files) {
    if (stopped) break;
    const database = await startTemporaryCluster(SETTINGS);
    try {
      group = startGroup(
        process.execPath,
        [
          ...['--enable-source-maps', '--expose-gc'],
          ...['--require', NODE_TRANSFORM, RUNNER],
          path.join(BENCHMARKS, file),
          path.join(results, `${name}.json`),
          ...args,
        ],
        {
          cwd: REPOSITORY,
          env: {
            ...process.env,
            NODE_ENV: process.env.NODE_ENV ?? 'development',
            BENCH_DATABASE_URL: database.url,
          },
        },
      );
      code = Math.max(code, await group.ended);
    } finally {
      database.stop();
    }
  }
  return stopped ? 1 : code;
});
