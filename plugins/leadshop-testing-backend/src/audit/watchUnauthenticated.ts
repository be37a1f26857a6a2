/*
 * Who is not signed in is refused by Backstage before a request reaches a plugin,
 * so that a plugin never sees these attempts. The diagnostics channel
 * `http.server.response.finish` shows each answer of the process when it has been
 * sent: those with 401 below our path are ours.
 */
import diagnostics from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';
import { AuditAction } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Attempts } from './Attempts';
import { requestIdOf } from './AuditedCalls';

/** Two backends in one process, as in tests, hear of the same answer. */
const told = new WeakSet<IncomingMessage>();

/** Knows the routes by their addresses. */
export interface AuditedRoutes {
  find(
    method: string,
    path: string,
  ): { method: string; path: string; audit?: AuditAction } | undefined;
}

/**
 * Starts watching.
 *
 * @param prefix - of the addresses to watch, without a slash at the end
 * @returns stops it
 */
export function watchUnauthenticated(
  prefix: string,
  routes: AuditedRoutes,
  attempts: Attempts,
): () => void {
  const onFinish = (message: unknown) => {
    const { request, response } = message as {
      request: IncomingMessage & { originalUrl?: string };
      response: ServerResponse;
    };
    if (response.statusCode !== 401 || told.has(request)) return;
    const [path] = (request.originalUrl ?? request.url ?? '').split('?', 1);
    if (!path.startsWith(`${prefix}/`)) return;
    told.add(request);
    const method = request.method ?? 'GET';
    const route = routes.find(method, path.slice(prefix.length));
    void attempts.record({
      actor: null,
      action: route?.audit ?? 'api.read',
      outcome: 'refused',
      reason: 'Not signed in',
      request_id: requestIdOf(request),
      details: {
        route: route
          ? `${route.method.toUpperCase()} ${route.path}`
          : 'unknown',
      },
    });
  };
  diagnostics.subscribe('http.server.response.finish', onFinish);
  return () => diagnostics.unsubscribe('http.server.response.finish', onFinish);
}
