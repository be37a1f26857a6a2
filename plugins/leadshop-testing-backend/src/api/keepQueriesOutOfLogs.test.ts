import { once } from 'node:events';
import { Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import { keepQueriesOutOfLogs } from './keepQueriesOutOfLogs';

const PREFIX = '/api/leadshop-testing';

let server: Server;
let stop: () => void;
let logged: string[];
let seen: string[];

beforeEach(async () => {
  logged = [];
  seen = [];
  stop = keepQueriesOutOfLogs(PREFIX);
  const logger = mockServices.logger.mock({
    info: (message, meta) =>
      void logged.push(`${message} ${JSON.stringify(meta)}`),
  });
  const config = mockServices.rootConfig();
  const app = express();
  // As Backstage does it
  app.use(MiddlewareFactory.create({ config, logger }).logging());
  app.use('/api', (request, response) => {
    seen.push(request.originalUrl);
    response.status(request.path.includes('refused') ? 401 : 200).end();
  });
  server = app.listen(0);
  await once(server, 'listening');
});
afterEach(async () => {
  stop();
  server.close();
  await once(server, 'close');
});

async function ask(path: string, referer?: string) {
  const { port } = server.address() as AddressInfo;
  await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: referer ? { referer } : {},
    referrerPolicy: 'unsafe-url',
  });
}

const PAGE = 'http://portal.example/leadshop-testing/leads';

it.each([
  ['our address', `${PREFIX}/v1/leads?q=maria%40shop.example`, undefined],
  ['one that is refused', `${PREFIX}/v1/refused?q=maria`, undefined],
  ['the page that asks', `${PREFIX}/v1/leads`, `${PAGE}?q=maria`],
  ['our page that asks others', '/api/catalog/entities', `${PAGE}?q=maria`],
])('leaves the query of %s out', async (_, path, referer) => {
  await ask(path, referer);
  expect(logged).toHaveLength(1);
  expect(logged[0]).toContain(path.split('?')[0]);
  expect(logged[0]).not.toContain('maria');
  // Whoever answers has it
  expect(seen).toEqual([path]);
});

it('leaves what is not ours as it is, and everything when it is stopped', async () => {
  await ask('/api/catalog/entities?filter=kind', 'http://portal.example/?q=x');
  expect(logged[0]).toContain('/api/catalog/entities?filter=kind');
  expect(logged[0]).toContain('/?q=x');
  stop();
  await ask(`${PREFIX}/v1/leads?q=maria`);
  expect(logged[1]).toContain('q=maria');
});
