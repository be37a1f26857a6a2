/*
 * Backstage logs the address of each request when it has been answered, and the
 * page that it came from. What somebody looks for among leads stands in both, and
 * may be a name or an e-mail address: of addresses below ours, and of our pages,
 * the query is left out there.
 *
 * A plugin's own middleware does not see requests that are refused before they
 * reach it, so the diagnostics channel `http.server.request.start` is used: the
 * first to be there is the first to hear that a response has finished.
 */
import diagnostics from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';
import { PLUGIN_ID } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** On the request itself: two copies of this module need not both do it. */
const DONE = Symbol.for('leadshop-testing.query-kept-out');

type LoggedRequest = IncomingMessage & {
  originalUrl?: string;
  [DONE]?: boolean;
};

const withoutQuery = (address: string) => address.split(/[?#]/, 1)[0];

/**
 * Starts leaving queries out.
 *
 * @param prefix - of our addresses, without a slash at the end
 * @returns stops it
 */
export function keepQueriesOutOfLogs(prefix: string): () => void {
  const onStart = (message: unknown) => {
    const { request, response } = message as {
      request: LoggedRequest;
      response: ServerResponse;
    };
    const ours = request.url?.startsWith(`${prefix}/`) ?? false;
    const { referer } = request.headers;
    const fromUs = referer?.includes(`/${PLUGIN_ID}`) ?? false;
    if (request[DONE] || (!ours && !fromUs)) return;
    request[DONE] = true;
    response.once('finish', () => {
      if (ours) {
        request.originalUrl = withoutQuery(
          request.originalUrl ?? request.url ?? '',
        );
      }
      if (referer) request.headers.referer = withoutQuery(referer);
    });
  };
  diagnostics.subscribe('http.server.request.start', onStart);
  return () => diagnostics.unsubscribe('http.server.request.start', onStart);
}
