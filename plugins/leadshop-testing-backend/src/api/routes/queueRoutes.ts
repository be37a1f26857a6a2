import {
  pauseQueueRequestSchema,
  queuePausedResponseSchema,
  queueSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { z } from 'zod';
import { QueueControl } from '../../queue/QueueControl';
import { Routes } from '../Routes';

/** The queue: how it is, pause and resume. */
export function addQueueRoutes(
  routes: Routes,
  options: { queueControl: QueueControl },
): void {
  const { queueControl } = options;

  routes.add({
    method: 'get',
    path: '/queue',
    summary: 'What waits, what runs, and which backends run it',
    permission: 'view_system_metrics',
    answers: queueSchema,
    handle: () => queueControl.read(),
  });

  routes.add({
    method: 'post',
    path: '/queue/pause',
    audit: 'queue.pause',
    summary: 'Take no more tests, on all backends',
    description:
      'Running tests go on; others wait until the queue is resumed, also those that are ordered meanwhile. It holds at once, for all backends, and across restarts. A paused queue stays as it is.',
    permission: 'system_administration',
    body: pauseQueueRequestSchema,
    bodyOptional: true,
    answers: queuePausedResponseSchema,
    handle: async ({ body, principal, record }) => ({
      paused: await queueControl.pause(principal, body.reason, record),
    }),
  });

  routes.add({
    method: 'post',
    path: '/queue/resume',
    audit: 'queue.resume',
    summary: 'Take tests again, on all backends',
    description: 'A queue that is not paused stays as it is.',
    permission: 'system_administration',
    body: z.strictObject({}),
    bodyOptional: true,
    answers: queuePausedResponseSchema,
    async handle({ record }) {
      await queueControl.resume(record);
      return { paused: null };
    },
  });
}
