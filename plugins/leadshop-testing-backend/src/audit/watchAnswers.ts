/*
 * Some are refused before a request reaches a route: who is not signed in, by
 * Backstage; who makes too many calls, by its limiter; whose address cannot be
 * read, by Express. The diagnostics channel `http.server.response.finish` shows
 * each answer of the process when it has been sent. Those below our path that
 * nobody has recorded yet are recorded here, without knowing who it was.
 */
import diagnostics from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';
import { AuditAction } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Attempts } from './Attempts';
import { requestIdOf } from './AuditedCalls';
import { failureOf } from './failedAttempt';

/** Two backends in one process, as in tests, hear of the same answer. */
const told = new WeakSet<IncomingMessage>();

/** Knows the routes by their addresses. */
export interface AuditedRoutes {
  find(
    method: string,
    path: string,
  ): { method: string; path: string; audit?: AuditAction } | undefined;
}

/** What is seen of a request and its answer. */
interface Answered {
  request: IncomingMessage & { originalUrl?: string };
  response: ServerResponse;
}

/**
 * Starts watching.
 *
 * @param options - `prefix`: of the addresses to watch, without a slash at the end;
 * `recorded`: whether a request has its entry already
 * @returns stops it
 */
export function watchAnswers(options: {
  prefix: string;
  routes: AuditedRoutes;
  attempts: Attempts;
  recorded: (request: IncomingMessage) => boolean;
}): () => void {
  const { prefix, routes, attempts, recorded } = options;
  const onFinish = (message: unknown) => {
    const { request, response } = message as Answered;
    const status = response.statusCode;
    if (status < 400 || told.has(request)) return;
    const [path] = (request.originalUrl ?? request.url ?? '').split('?', 1);
    if (!path.startsWith(`${prefix}/`)) return;
    const method = request.method ?? 'GET';
    const route = routes.find(method, path.slice(prefix.length));
    const changing = route?.audit !== undefined && method !== 'HEAD';
    if (status !== 401 && (!changing || recorded(request))) return;
    told.add(request);
    void attempts.record({
      actor: null,
      action: route?.audit ?? 'api.read',
      ...failureOf(status),
      request_id: requestIdOf(request),
      details: {
        route: route
          ? `${route.method.toUpperCase()} ${route.path}`
          : 'unknown',
        status,
      },
    });
  };
  diagnostics.subscribe('http.server.response.finish', onFinish);
  return () => diagnostics.unsubscribe('http.server.response.finish', onFinish);
}
