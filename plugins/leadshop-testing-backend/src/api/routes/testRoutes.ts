import { pipeline as flow } from 'node:stream/promises';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { Response } from 'express';
import { z } from 'zod';
import {
  compareQuerySchema,
  comparisonSchema,
  eventsQuerySchema,
  Execution,
  executionSchema,
  executionSummarySchema,
  historyQuerySchema,
  testEventSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  ObjectStore,
  ProviderError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { compareTests } from '../../compare/compareTests';
import { FeedStore } from '../../store/FeedStore';
import { HistoryStore, HistoryTimeoutError } from '../../store/HistoryStore';
import { StoredArtifact, toTestEvent } from '../../store/rows';
import { SummaryStore } from '../../store/SummaryStore';
import { toExecution } from '../execution';
import { PermissionGuard } from '../PermissionGuard';
import { describePage, PAGE_HEADERS, readCursor } from '../paging';
import { RequestError, unknownTest } from '../problems';
import { Routes, idParams } from '../Routes';

/** Reading tests: the lists, one test, its events and its artifacts. */
export function addTestRoutes(
  routes: Routes,
  options: {
    summaries: SummaryStore;
    history: HistoryStore;
    feed: FeedStore;
    guard: PermissionGuard;
    objectStore: ObjectStore;
  },
): void {
  const { summaries, history, feed, guard, objectStore } = options;

  /** See "personal data" in contract.md. */
  const seesPersonal = (credentials: BackstageCredentials) =>
    guard.has(credentials, 'manage_leads', 'run_pipeline_tests');

  /** A test as this reader may see it. */
  const wholeTest = async (
    id: string,
    credentials: BackstageCredentials,
  ): Promise<Execution> => {
    const stored = await summaries.find(id);
    if (!stored) throw unknownTest(id);
    const runningSince =
      stored.summary.status === 'running'
        ? await feed.runningSince(id)
        : undefined;
    return toExecution(stored, {
      withPersonal: await seesPersonal(credentials),
      runningSince,
    });
  };

  routes.add({
    method: 'get',
    path: '/active',
    summary: 'Tests that are waiting or running, the oldest first',
    description:
      'At most 500. Tests that wait in a batch are left out: GET /batches counts them.',
    permission: 'view_test_results',
    answers: z.array(executionSummarySchema),
    handle: () => summaries.active(),
  });

  routes.add({
    method: 'get',
    path: '/history',
    summary: 'Tests, page by page',
    description:
      'Sorted by duration or score, it lists the tests that have one. `status` may name several, separated by commas.',
    permission: 'view_test_results',
    query: historyQuerySchema,
    answers: z.array(executionSummarySchema),
    responseHeaders: PAGE_HEADERS,
    problems: [503],
    async handle({ query, request, response }) {
      const sortedBy = query.sort.endsWith('created_at')
        ? z.iso.datetime()
        : z.number();
      const cursor = readCursor(query.cursor, query.sort, sortedBy);
      const page = await history.page(query, cursor).catch(error => {
        throw error instanceof HistoryTimeoutError
          ? new RequestError(503, 'ServiceUnavailableError', error.message)
          : error;
      });
      describePage({ request, response }, page);
      return page.tests;
    },
  });

  // Before `/tests/:id`, which takes every name for an id
  routes.add({
    method: 'get',
    path: '/tests/compare',
    summary: 'What changed from one test to another',
    description:
      'Of the whole tests and of each step, found by its name. Personal data is left out as of `GET /tests/{id}`.',
    permission: 'view_test_results',
    query: compareQuerySchema,
    answers: comparisonSchema,
    problems: [404],
    async handle({ query, credentials }) {
      const [a, b] = await Promise.all(
        [query.a, query.b].map(id => wholeTest(id, credentials)),
      );
      return compareTests(a, b);
    },
  });

  routes.add({
    method: 'get',
    path: '/tests/:id',
    summary: 'A whole test',
    description:
      'Without manage_leads or run_pipeline_tests personal data is left out, and `personal_data_hidden` says so.',
    permission: 'view_test_results',
    params: idParams,
    answers: executionSchema,
    problems: [404],
    handle: ({ params, credentials }) => wholeTest(params.id, credentials),
  });

  routes.add({
    method: 'get',
    path: '/tests/:id/events',
    summary: "A test's event log, in order",
    permission: 'view_test_results',
    params: idParams,
    query: eventsQuerySchema,
    answers: z.array(testEventSchema),
    problems: [404],
    async handle({ params, query }) {
      // The feed keeps events of a test somewhat longer than the test
      if (!(await summaries.exists(params.id))) throw unknownTest(params.id);
      const rows = await feed.ofTest(
        params.id,
        { after: query.after },
        query.limit,
      );
      return rows.map(toTestEvent);
    },
  });

  routes.add({
    method: 'get',
    path: '/tests/:id/artifacts/:name',
    summary: 'A file that a step left as evidence, as it is stored',
    permission: 'view_test_results',
    params: idParams.extend({
      name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/),
    }),
    answers: { mediaType: '*/*' },
    problems: [404, 503],
    async handle({ params, credentials, response }) {
      const artifact = await summaries.artifact(params.id, params.name);
      if (!artifact) {
        throw new NotFoundError(
          `Test '${params.id}' has no artifact '${params.name}'`,
        );
      }
      if (artifact.personal && !(await seesPersonal(credentials))) {
        throw new NotAllowedError(
          `Permission 'run_pipeline_tests' required: this artifact may hold personal data`,
        );
      }
      await sendArtifact(objectStore, artifact, response);
    },
  });
}

/** What a browser may show in place; everything else is a download. */
const SHOWN_IN_PLACE = new Set(['image/png', 'image/jpeg', 'application/pdf']);

async function sendArtifact(
  objectStore: ObjectStore,
  artifact: StoredArtifact,
  response: Response,
): Promise<void> {
  const controller = new AbortController();
  response.on('close', () => controller.abort(new Error('The reader left')));
  const object = await objectStore
    .stream(artifact.key, { signal: controller.signal })
    .catch(error => {
      throw error instanceof ProviderError
        ? new RequestError(
            503,
            'ServiceUnavailableError',
            `The artifact cannot be read from storage now: ${error.message}`,
          )
        : error;
    });
  const shown = SHOWN_IN_PLACE.has(artifact.content_type);
  response.setHeader('Content-Type', artifact.content_type);
  response.setHeader('Content-Length', artifact.size);
  response.setHeader(
    'Content-Disposition',
    `${shown ? 'inline' : 'attachment'}; filename="${artifact.name}"`,
  );
  response.setHeader('ETag', `"${artifact.sha256}"`);
  if (!artifact.personal) {
    // Once it is erased, no browser may have it either
    response.setHeader(
      'Cache-Control',
      artifact.personal ? 'private, no-store' : 'private, max-age=300',
    );
  }
  response.setHeader('X-Content-Type-Options', 'nosniff');
  // What a step stored came from outside: it runs no scripts in our origin
  response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
  if (response.req.fresh) {
    (object.body as NodeJS.ReadableStream & { destroy(): void }).destroy();
    response.removeHeader('Content-Length');
    response.status(304).end();
    return;
  }
  await flow(object.body, response);
}
