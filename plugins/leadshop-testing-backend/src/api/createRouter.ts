import { ServiceUnavailableError } from '@backstage/errors';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { ReplicaRole } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { RefusedSockets } from '../audit';
import { LiveEndpoint } from '../live/LiveEndpoint';
import { openApiDocument } from './openapi';
import { Routes } from './Routes';
import { z } from 'zod';

/** Headers that a portal on another origin may read. */
const EXPOSED = [
  'ETag',
  'Link',
  'Retry-After',
  'X-Total-Count',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'Content-Disposition',
  'X-Formula-Neutralised',
  'X-Request-Id',
].join(', ');

/** The plugin's router: `/v1` with the declared routes, the socket and their description. */
export function createRouter(options: {
  routes: Routes;
  live: LiveEndpoint;
  refusedSockets: RefusedSockets;
  version: string;
  serverUrl: string;
  role: ReplicaRole;
}): Router {
  const { routes, live, refusedSockets, version, serverUrl, role } = options;
  let document: object | undefined;
  routes.add({
    method: 'get',
    path: '/openapi.json',
    summary: 'This description, as OpenAPI 3.1',
    permission: 'signed-in',
    answers: z.looseObject({ openapi: z.string() }),
    async handle() {
      document ??= openApiDocument(routes.specs, { version, serverUrl });
      return document;
    },
  });

  const router = PromiseRouter();
  router.use((_req, res, next) => {
    res.setHeader('Access-Control-Expose-Headers', EXPOSED);
    next();
  });
  if (role === 'worker') {
    // Health is Backstage's, and answered before us
    router.use('/v1', () => {
      throw new ServiceUnavailableError(
        'This backend runs tests and answers no requests (leadshopTesting.execution.role is worker); send requests to backends whose role is api or all',
      );
    });
  }
  router.get('/v1/ws', (req, res) =>
    refusedSockets.run(req, known => live.connect(req, res, known)),
  );
  router.use('/v1', routes.router);
  return router;
}
