import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { it } from 'node:test';
import { startGroup } from './processes.mjs';

/**
 * Two programs, one started by the other; both go on until told to stop.
 * @param {string} tell JavaScript that tells the test the array `pids`
 */
const family = tell => `
  const { spawn } = require('node:child_process');
  const idle = 'setInterval(() => {}, 1e6)';
  const child = spawn(process.execPath, ['-e', idle]);
  const pids = [process.pid, child.pid];
  ${tell};
  setInterval(() => {}, 1e6);
`;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it('gives back the exit code of the program', async () => {
  assert.equal(
    await startGroup(process.execPath, ['-e', 'process.exit(3)']).ended,
    3,
  );
});

it('ends the program and whom it started', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const group = startGroup(process.execPath, [
    '-e',
    family(`require('node:net').connect(${port}).write(pids.join() + '\\n')`),
  ]);
  const [socket] = await once(server, 'connection');
  const [line] = await once(createInterface(socket), 'line');
  const pids = line.split(',').map(Number);
  assert.ok(pids.every(isAlive));
  await group.stop();
  server.close();
  assert.deepEqual(pids.map(isAlive), [false, false]);
});

it('leaves nobody behind when the script itself is killed', async () => {
  const script = `
    import { startGroup } from ${JSON.stringify(
      fileURLToPath(new URL('processes.mjs', import.meta.url)),
    )};
    startGroup(process.execPath, ['-e', ${JSON.stringify(
      family('console.log(pids.join())'),
    )}]);
  `;
  const starter = spawn(
    process.execPath,
    ['--input-type=module', '-e', script],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = await once(createInterface(starter.stdout), 'line');
  const pids = line.split(',').map(Number);
  assert.ok(pids.every(isAlive));
  // Ends when the last of the family has let go of it
  const letGo = once(starter.stdout, 'close');
  starter.kill('SIGKILL');
  await letGo;
  assert.equal(isAlive(pids[0]), false);
});
