import { Response } from 'express';
import { z } from 'zod';
import {
  createWebhookRequestSchema,
  deadLetterSchema,
  deadLettersQuerySchema,
  deliveriesQuerySchema,
  resendDeadLettersResponseSchema,
  rotateWebhookSecretRequestSchema,
  updateWebhookRequestSchema,
  Webhook,
  webhookDeliverySchema,
  webhookListSchema,
  webhookSchema,
  webhookWithSecretSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { KeyError } from '../../credentials';
import { DeliveryStore } from '../../store/webhooks/DeliveryStore';
import {
  unknownDeadLetter,
  unknownWebhook,
  WebhookDesk,
} from '../../webhooks/WebhookDesk';
import { describePage, PAGE_HEADERS, readCursor } from '../paging';
import { conflict } from '../problems';
import { idParams, Routes } from '../Routes';
import {
  editedVersion,
  IF_MATCH,
  versionEtag,
  VERSION_ETAG,
} from '../versions';

const CREATED_AT = z.iso.datetime();

/** Who is told of events, how that goes, and what could not be delivered. */
export function addWebhookRoutes(
  routes: Routes,
  options: { webhooks: { desk: WebhookDesk; deliveries: DeliveryStore } },
): void {
  const { desk, deliveries } = options.webhooks;

  const withEtag = (webhook: Webhook, response: Response): Webhook => {
    response.setHeader('ETag', versionEtag(webhook));
    return webhook;
  };
  const known = {
    permission: 'manage_system_config',
    params: idParams,
    unknown: unknownWebhook,
  } as const;

  routes.add({
    method: 'get',
    path: '/webhooks',
    summary: 'Webhooks, without their secrets',
    permission: 'manage_system_config',
    answers: webhookListSchema,
    handle: () => desk.list(),
  });

  routes.add({
    method: 'post',
    path: '/webhooks',
    audit: 'webhook.create',
    summary: 'Store a webhook',
    description:
      'Its secret is made here and told this once; it is encrypted with the newest key of the setting credentials.keys. Without a key: 409. The address must be public and https; others only if they are in the setting network.allowedHosts.',
    permission: 'manage_system_config',
    body: createWebhookRequestSchema,
    answers: webhookWithSecretSchema,
    status: 201,
    responseHeaders: [VERSION_ETAG],
    problems: [409],
    async handle({ body, principal, record, response }) {
      const created = await withKey(() => desk.create(body, principal, record));
      withEtag(created.webhook, response);
      return created;
    },
  });

  routes.add({
    ...known,
    method: 'get',
    path: '/webhooks/:id',
    summary: 'A webhook, without its secret',
    answers: webhookSchema,
    responseHeaders: [VERSION_ETAG],
    problems: [404],
    async handle({ params, response }) {
      return withEtag(await desk.find(params.id), response);
    },
  });

  routes.add({
    ...known,
    method: 'patch',
    path: '/webhooks/:id',
    audit: 'webhook.update',
    summary: 'Change a webhook, enable or disable it',
    description:
      'When it is disabled, what was on its way to it becomes dead letters. What changes nothing makes no new version.',
    requestHeaders: [IF_MATCH],
    body: updateWebhookRequestSchema,
    answers: webhookSchema,
    responseHeaders: [VERSION_ETAG],
    problems: [404, 412, 428],
    async handle({ params, body, principal, record, request, response }) {
      const change = { id: params.id, by: principal, record };
      return withEtag(
        await desk.change(change, body, editedVersion(request)),
        response,
      );
    },
  });

  routes.add({
    ...known,
    method: 'delete',
    path: '/webhooks/:id',
    audit: 'webhook.delete',
    summary: 'Delete a webhook with its deliveries and dead letters',
    answers: 'nothing',
    status: 204,
    problems: [404],
    handle: ({ params, record }) => desk.remove({ id: params.id, record }),
  });

  routes.add({
    ...known,
    method: 'post',
    path: '/webhooks/:id/rotate-secret',
    audit: 'webhook.rotate_secret',
    summary: 'Make a new secret',
    description:
      'It is told this once. For `old_valid_for_hours` (24 when left out) everything is signed with the old one too. Without a key in the setting credentials.keys: 409.',
    body: rotateWebhookSecretRequestSchema,
    bodyOptional: true,
    answers: webhookWithSecretSchema,
    responseHeaders: [VERSION_ETAG],
    problems: [404, 409],
    async handle({ params, body, principal, record, response }) {
      const change = { id: params.id, by: principal, record };
      const rotated = await withKey(() =>
        desk.rotateSecret(change, body.old_valid_for_hours),
      );
      withEtag(rotated.webhook, response);
      return rotated;
    },
  });

  routes.add({
    ...known,
    method: 'post',
    path: '/webhooks/:id/test',
    audit: 'webhook.test',
    summary: 'Send a test event',
    description:
      'Of the type `webhook.test`, as any other: what came of it is told by its delivery. A disabled webhook: 409.',
    body: z.strictObject({}),
    bodyOptional: true,
    answers: webhookDeliverySchema,
    status: 202,
    problems: [404, 409],
    handle: ({ params, principal, record }) =>
      desk.sendTest({ id: params.id, by: principal, record }),
  });

  routes.add({
    ...known,
    method: 'get',
    path: '/webhooks/:id/deliveries',
    summary: 'What was sent to a webhook or waits for it, the newest first',
    query: deliveriesQuerySchema,
    answers: z.array(webhookDeliverySchema),
    responseHeaders: PAGE_HEADERS,
    problems: [404],
    async handle({ params, query, request, response }) {
      await desk.find(params.id);
      const { limit, cursor, status } = query;
      const page = await deliveries.page(
        { webhook_id: params.id, status },
        { limit, cursor: readCursor(cursor, '-created_at', CREATED_AT) },
      );
      describePage({ request, response }, page);
      return page.rows;
    },
  });

  routes.add({
    method: 'get',
    path: '/dead-letters',
    summary: 'Deliveries that were given up, the newest first',
    permission: 'manage_system_config',
    query: deadLettersQuerySchema,
    answers: z.array(deadLetterSchema),
    responseHeaders: PAGE_HEADERS,
    async handle({ query, request, response }) {
      const { limit, cursor, webhook_id } = query;
      const page = await deliveries.deadLetters(webhook_id, {
        limit,
        cursor: readCursor(cursor, '-created_at', CREATED_AT),
      });
      describePage({ request, response }, page);
      return page.rows;
    },
  });

  routes.add({
    method: 'post',
    path: '/dead-letters/:id/resend',
    audit: 'dead_letter.resend',
    summary: 'Send a dead letter again',
    description:
      'With the same `webhook-id` and all attempts anew. A disabled webhook: 409.',
    permission: 'system_administration',
    params: idParams,
    unknown: unknownDeadLetter,
    body: z.strictObject({}),
    bodyOptional: true,
    answers: webhookDeliverySchema,
    status: 202,
    problems: [404, 409],
    handle: ({ params, record }) => desk.resend(params.id, record),
  });

  routes.add({
    ...known,
    method: 'post',
    path: '/webhooks/:id/dead-letters/resend',
    costly: true,
    audit: 'dead_letters.resend',
    summary: 'Send all dead letters of a webhook again',
    description:
      'The oldest first, 10,000 with one call. A disabled webhook: 409.',
    permission: 'system_administration',
    body: z.strictObject({}),
    bodyOptional: true,
    answers: resendDeadLettersResponseSchema,
    status: 202,
    problems: [404, 409],
    async handle({ params, record }) {
      return { resent: await desk.resendAll(params.id, record) };
    },
  });
}

/** A key that lacks is a state of the backend, and no mistake of the caller. */
async function withKey<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof KeyError) throw conflict(error.message);
    throw error;
  }
}
