import { z } from 'zod';
import {
  batchesQuerySchema,
  batchSchema,
  runBatchRequestSchema,
  runBatchResponseSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { BatchDesk, unknownBatch } from '../../pipeline/BatchDesk';
import { LeadSource } from '../../store/BatchOrders';
import { BatchStore } from '../../store/BatchStore';
import { IDEMPOTENCY_KEY, idempotencyKey } from '../idempotencyKey';
import { describePage, PAGE_HEADERS, readCursor } from '../paging';
import { conflict } from '../problems';
import { idParams, Routes } from '../Routes';

/** 100,000 ids, with room for how a client lays them out. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

/** Running, following and cancelling tests of many leads. */
export function addBatchRoutes(
  routes: Routes,
  options: { batchDesk: BatchDesk; batches: BatchStore },
): void {
  const { batchDesk, batches } = options;

  routes.add({
    method: 'post',
    path: '/run-batch',
    costly: true,
    audit: 'batch.start',
    summary: 'Run a pipeline test on each of many leads',
    description:
      'Name up to 100000 leads, or send a filter of the lead list, or an import. Erased leads are left out. Tests of batches make room for single tests, and users share the rest evenly.',
    permission: 'run_pipeline_tests',
    body: runBatchRequestSchema,
    maxBodyBytes: MAX_BODY_BYTES,
    requestHeaders: [IDEMPOTENCY_KEY],
    answers: runBatchResponseSchema,
    problems: [404, 409],
    handle({ body, principal, record, request }) {
      const { test_type, entity_ref, ...leads } = body;
      return batchDesk.start(
        {
          test_type,
          entity_ref,
          leads: leads as LeadSource,
          user_ref: principal,
          idempotency_key: idempotencyKey(request),
        },
        record,
      );
    },
  });

  routes.add({
    method: 'get',
    path: '/batches',
    summary: 'Batches, page by page, the newest first',
    permission: 'view_test_results',
    query: batchesQuerySchema,
    answers: z.array(batchSchema),
    responseHeaders: PAGE_HEADERS,
    async handle({ query, ...call }) {
      const page = await batches.page(
        query,
        readCursor(query.cursor, '-created_at', z.iso.datetime()),
      );
      describePage(call, page);
      return page.batches;
    },
  });

  routes.add({
    method: 'get',
    path: '/batches/:id',
    summary: 'A batch: how far it is and what fails',
    description:
      'Counts, rate and failing steps are brought up to date every second while it runs. Its tests are at /history?batch_id=.',
    permission: 'view_test_results',
    params: idParams,
    unknown: unknownBatch,
    answers: batchSchema,
    problems: [404],
    async handle({ params }) {
      const batch = await batches.find(params.id);
      if (!batch) throw unknownBatch(params.id);
      return batch;
    },
  });

  routes.add({
    method: 'post',
    path: '/batches/:id/cancel',
    audit: 'batch.cancel',
    summary: 'Cancel all tests of a batch that have not ended',
    permission: 'run_pipeline_tests',
    params: idParams,
    unknown: unknownBatch,
    body: z.strictObject({}),
    bodyOptional: true,
    answers: z.object({
      batch_id: z.uuid(),
      status: z.enum(['cancelled', 'cancelling']),
    }),
    problems: [404, 409],
    async handle({ params, principal, record }) {
      const result = await batchDesk.cancel(params.id, principal, record);
      if (result === 'unknown') throw unknownBatch(params.id);
      if (result === 'ended') {
        throw conflict('This batch has ended; there is nothing to cancel');
      }
      return {
        batch_id: params.id,
        status: result === 'cancelled' ? 'cancelled' : 'cancelling',
      };
    },
  });

  routes.add({
    method: 'post',
    path: '/batches/:id/rerun-failed',
    costly: true,
    audit: 'batch.rerun',
    summary: 'Run the failed tests of an ended batch again, as a new batch',
    permission: 'run_pipeline_tests',
    params: idParams,
    unknown: unknownBatch,
    body: z.strictObject({}),
    bodyOptional: true,
    requestHeaders: [IDEMPOTENCY_KEY],
    answers: runBatchResponseSchema,
    problems: [404, 409],
    handle({ params, principal, record, request }) {
      return batchDesk.rerunFailed(
        params.id,
        {
          user_ref: principal,
          idempotency_key: idempotencyKey(request),
        },
        record,
      );
    },
  });
}
