/*
 * Who is not signed in is refused by Backstage before a request reaches a plugin,
 * so that a plugin never sees these attempts. The diagnostics channel
 * `http.server.response.finish` shows each answer of the process when it has been
 * sent: those with 401 below our path are ours.
 */
import diagnostics from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';

/** Two backends in one process, as in tests, hear of the same answer. */
const told = new WeakSet<IncomingMessage>();

/**
 * Starts watching.
 *
 * @param prefix - of the addresses to watch, without a slash at the end
 * @param onRefused - gets the method and the path below the prefix
 * @returns stops it
 */
export function watchUnauthenticated(
  prefix: string,
  onRefused: (method: string, path: string) => void,
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
    onRefused(request.method ?? 'GET', path.slice(prefix.length));
  };
  diagnostics.subscribe('http.server.response.finish', onFinish);
  return () => diagnostics.unsubscribe('http.server.response.finish', onFinish);
}
