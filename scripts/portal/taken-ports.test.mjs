import assert from 'node:assert/strict';
import net from 'node:net';
import { once } from 'node:events';
import { it } from 'node:test';
import { freePort, holderOf } from './ports.mjs';
import { requireFreePorts } from './taken-ports.mjs';

const listener = port => ({
  what: 'the backend',
  port,
  setting: 'backend.listen.port',
});

for (const host of ['127.0.0.1', '0.0.0.0', '::1']) {
  it(`names who listens on ${host}, and what to do`, async t => {
    const server = net.createServer().listen(0, host);
    try {
      await once(server, 'listening');
    } catch {
      t.skip(`this machine has no ${host}`);
      return;
    }
    const { port } = server.address();
    try {
      assert.equal(holderOf(port)?.pid, process.pid);
      await assert.rejects(
        requireFreePorts([listener(port)]),
        new RegExp(
          `Port ${port}, which the backend needs, is taken by process ${process.pid} .*kill ${process.pid}.*set backend.listen.port`,
        ),
      );
    } finally {
      server.close();
    }
  });
}

it('is content with free ports', async () => {
  await requireFreePorts([listener(await freePort())]);
});
