import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';

const NODE_TRANSFORM = require.resolve(
  '@backstage/cli/config/nodeTransform.cjs',
);

/** Logs what nobody caught, as Backstage does, and takes its time to end. */
const LOGGING = `
  require(${JSON.stringify(
    require.resolve('./endWithTheLog'),
  )}).endWithTheLog();
  process.on('uncaughtException', error => console.log(String(error)));
  process.on('SIGTERM', () => process.exit(7));
  setInterval(() => console.log('still here'), 5);
`;

describe('a backend whose log nobody reads any more', () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  it('is told to end, once, and may finish what it does', async () => {
    child = spawn(
      process.execPath,
      [...['--require', NODE_TRANSFORM], ...['--eval', LOGGING]],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const { stdout } = child as { stdout: Readable };
    await once(stdout, 'data');
    stdout.destroy();
    expect(await once(child, 'exit')).toEqual([7, null]);
  });
});
