import { Response } from 'express';
import { z } from 'zod';
import {
  acknowledgeAlertRequestSchema,
  AlertRule,
  alertRuleListSchema,
  alertRuleSchema,
  alertRuleTestSchema,
  alertSchema,
  alertsQuerySchema,
  createAlertRuleRequestSchema,
  updateAlertRuleRequestSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AlertDesk, unknownAlert, unknownRule } from '../../alerts';
import { AlertStore } from '../../store/alerts/AlertStore';
import { describePage, PAGE_HEADERS, readCursor } from '../paging';
import { idParams, Routes } from '../Routes';
import {
  editedVersion,
  IF_MATCH,
  versionEtag,
  VERSION_ETAG,
} from '../versions';

/** Alerts, and the rules that raise them. */
export function addAlertRoutes(
  routes: Routes,
  options: { alerts: AlertStore; alertDesk: AlertDesk },
): void {
  const { alerts, alertDesk: desk } = options;
  const withEtag = (rule: AlertRule, response: Response): AlertRule => {
    response.setHeader('ETag', versionEtag(rule));
    return rule;
  };

  routes.add({
    method: 'get',
    path: '/alerts',
    summary: 'Alerts, open and past, the newest first',
    permission: ['view_system_metrics', 'manage_system_config'],
    query: alertsQuerySchema,
    answers: z.array(alertSchema),
    responseHeaders: PAGE_HEADERS,
    async handle({ query, request, response }) {
      const cursor = readCursor(
        query.cursor,
        '-raised_at',
        z.iso.datetime({ offset: true }),
      );
      const page = await alerts.page(query, cursor);
      describePage({ request, response }, page);
      return page.alerts;
    },
  });

  routes.add({
    method: 'post',
    path: '/alerts/:id/acknowledge',
    audit: 'alert.acknowledge',
    summary: 'Take an open alert on',
    description:
      'Nobody is told of it again until the given time, also when it is resolved and raised anew meanwhile; without a time, not before it is resolved. Of a resolved one: 409.',
    permission: 'manage_system_config',
    params: idParams,
    unknown: unknownAlert,
    body: acknowledgeAlertRequestSchema,
    bodyOptional: true,
    answers: alertSchema,
    problems: [404, 409],
    handle: ({ params, body, principal: user, record }) =>
      desk.acknowledge(params.id, body, { user, record }),
  });

  routes.add({
    method: 'get',
    path: '/alert-rules',
    summary: 'The rules that raise alerts',
    description:
      'Those made over the API, and those of app-config, which can only be changed there.',
    permission: 'manage_system_config',
    answers: alertRuleListSchema,
    handle: () => desk.list(),
  });

  routes.add({
    method: 'post',
    path: '/alert-rules',
    audit: 'alert_rule.create',
    summary: 'Make an alert rule',
    permission: 'manage_system_config',
    body: createAlertRuleRequestSchema,
    answers: alertRuleSchema,
    status: 201,
    responseHeaders: [VERSION_ETAG],
    problems: [409],
    handle: async ({ body, principal: user, record, response }) =>
      withEtag(await desk.create(body, { user, record }), response),
  });

  routes.add({
    method: 'get',
    path: '/alert-rules/:id',
    summary: 'An alert rule',
    permission: 'manage_system_config',
    params: idParams,
    unknown: unknownRule,
    answers: alertRuleSchema,
    responseHeaders: [VERSION_ETAG],
    problems: [404],
    handle: async ({ params, response }) =>
      withEtag(await desk.read(params.id), response),
  });

  routes.add({
    method: 'patch',
    path: '/alert-rules/:id',
    audit: 'alert_rule.update',
    summary: 'Change an alert rule, or switch it on or off',
    description:
      'Another condition, and switching it off, resolve its open alerts. Rules of app-config: 409.',
    permission: 'manage_system_config',
    params: idParams,
    unknown: unknownRule,
    requestHeaders: [IF_MATCH],
    body: updateAlertRuleRequestSchema,
    answers: alertRuleSchema,
    responseHeaders: [VERSION_ETAG],
    problems: [404, 409, 412, 428],
    handle: async ({ params, body, principal: user, record, ...call }) =>
      withEtag(
        await desk.update(params.id, editedVersion(call.request), body, {
          user,
          record,
        }),
        call.response,
      ),
  });

  routes.add({
    method: 'delete',
    path: '/alert-rules/:id',
    audit: 'alert_rule.delete',
    summary: 'Delete an alert rule',
    description: 'Its open alerts are resolved. Rules of app-config: 409.',
    permission: 'manage_system_config',
    params: idParams,
    unknown: unknownRule,
    answers: 'nothing',
    status: 204,
    problems: [404, 409],
    handle: ({ params, principal: user, record }) =>
      desk.remove(params.id, { user, record }),
  });

  routes.add({
    method: 'post',
    path: '/alert-rules/:id/test',
    audit: 'alert_rule.test',
    summary: 'What a rule sees now, and what it would do',
    description: 'Changes nothing, and tells nobody.',
    permission: 'manage_system_config',
    params: idParams,
    unknown: unknownRule,
    body: z.strictObject({}),
    bodyOptional: true,
    answers: alertRuleTestSchema,
    problems: [404],
    handle: ({ params }) => desk.test(params.id),
  });
}
