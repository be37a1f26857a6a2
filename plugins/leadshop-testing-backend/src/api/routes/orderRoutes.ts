import { z } from 'zod';
import {
  rerunRequestSchema,
  runPipelineRequestSchema,
  runPipelineResponseSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AllowedHost } from '../../config';
import { explainForbiddenUrl } from '../../pipeline/network';
import { OrderedTest, TestDesk } from '../../pipeline/TestDesk';
import { ExecutionStore } from '../../store/ExecutionStore';
import { HistoryStore } from '../../store/HistoryStore';
import { QueueControl } from '../../queue/QueueControl';
import { estimate, estimateWith } from '../estimate';
import { IDEMPOTENCY_KEY, idempotencyKey } from '../idempotencyKey';
import { conflict, FieldsError, unknownTest } from '../problems';
import { Routes, idParams } from '../Routes';

/** Starting, repeating and cancelling tests. */
export function addOrderRoutes(
  routes: Routes,
  options: {
    desk: TestDesk;
    executions: ExecutionStore;
    history: HistoryStore;
    queueControl: QueueControl;
    allowedHosts: AllowedHost[];
  },
): void {
  const { desk, executions, history, queueControl, allowedHosts } = options;

  const started = async (
    { id, created_at }: OrderedTest,
    testType: string,
  ) => ({
    test_id: id,
    status: 'started' as const,
    estimated_duration: estimateWith(
      estimate(await history.recentDurations(testType)),
      await queueControl.hindrance(),
    ),
    created_at: created_at.toISOString(),
  });

  routes.add({
    method: 'post',
    path: '/run-pipeline',
    audit: 'test.start',
    summary: 'Run a pipeline test on a lead',
    description:
      'Send the lead itself or the id of a stored one. A lead that is sent is stored first.',
    permission: 'run_pipeline_tests',
    body: runPipelineRequestSchema,
    requestHeaders: [IDEMPOTENCY_KEY],
    answers: runPipelineResponseSchema,
    problems: [404, 409],
    async handle({ body, principal, record, request }) {
      const forbidden =
        body.lead_data &&
        explainForbiddenUrl(body.lead_data.website_url, allowedHosts);
      if (forbidden) {
        throw new FieldsError([
          { field: 'lead_data.website_url', message: forbidden },
        ]);
      }
      const test = await desk.start(
        {
          ...body,
          user_ref: principal,
          idempotency_key: idempotencyKey(request),
        },
        record,
      );
      return started(test, body.test_type);
    },
  });

  routes.add({
    method: 'post',
    path: '/tests/:id/rerun',
    audit: 'test.rerun',
    summary: 'Run an ended test again',
    description:
      'With `from_step` the results of the steps before it are kept.',
    permission: 'run_pipeline_tests',
    params: idParams,
    body: rerunRequestSchema,
    bodyOptional: true,
    requestHeaders: [IDEMPOTENCY_KEY],
    answers: runPipelineResponseSchema,
    problems: [404, 409],
    async handle({ params, body, principal, record, request }) {
      const before = await executions.forRerun(params.id);
      if (!before) throw unknownTest(params.id);
      const test = await desk.rerun(
        params.id,
        {
          user_ref: principal,
          from_step: body.from_step,
          idempotency_key: idempotencyKey(request),
        },
        record,
      );
      return started(test, before.test_type);
    },
  });

  routes.add({
    method: 'post',
    path: '/tests/:id/cancel',
    audit: 'test.cancel',
    summary: 'Cancel a test, also in the middle of a step',
    permission: 'run_pipeline_tests',
    params: idParams,
    body: z.strictObject({}),
    bodyOptional: true,
    answers: z.object({
      test_id: z.uuid(),
      status: z.enum(['cancelled', 'cancelling']),
    }),
    problems: [404, 409],
    async handle({ params, principal, record }) {
      const result = await desk.cancel(params.id, principal, record);
      if (result === 'unknown') throw unknownTest(params.id);
      if (result === 'ended') {
        throw conflict('This test has ended; there is nothing to cancel');
      }
      return {
        test_id: params.id,
        status: result === 'cancelled' ? 'cancelled' : 'cancelling',
      };
    },
  });
}
