import {
  alertConditionRequestSchema,
  createAlertRuleRequestSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  AcknowledgeAlertRequest,
  Alert,
  AlertRule,
  AlertRuleList,
  AlertRuleTest,
  CreateAlertRuleRequest,
  UpdateAlertRuleRequest,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { AlertFilter, AlertsApi, Page } from '../api';
import { alertRule, finding } from './alerts';
import { pageOf } from './pageOf';
import { refused } from './refusals';

/** Alerts and their rules, held in memory. */
export class InMemoryAlerts implements AlertsApi {
  alerts: Alert[] = [];
  rules: AlertRuleList = {
    enabled: true,
    default_recipients: ['group:default/leadshop-admins'],
    evaluated_at: '2026-03-01T10:00:00.000Z',
    rules: [],
  };
  findings: AlertRuleTest['findings'] = [finding()];
  /** What single calls reject with, by the name of the method. */
  failing: Partial<Record<keyof AlertsApi, Error>> = {};

  /** What was asked for, in order. */
  readonly queries: (AlertFilter & { cursor?: string })[] = [];
  readonly acknowledged: [string, AcknowledgeAlertRequest][] = [];
  readonly created: CreateAlertRuleRequest[] = [];
  readonly updated: [string, number, UpdateAlertRuleRequest][] = [];

  async list(
    query: AlertFilter & { limit?: number; cursor?: string } = {},
  ): Promise<Page<Alert>> {
    this.queries.push(query);
    const { status, severity = [], kind = [] } = query;
    const matching = this.alerts.filter(
      alert =>
        (!status || alert.status === status) &&
        (severity.length === 0 || severity.includes(alert.severity)) &&
        (kind.length === 0 || kind.includes(alert.kind)),
    );
    return this.#answer('list', pageOf(matching, query));
  }

  async acknowledge(
    id: string,
    request: AcknowledgeAlertRequest,
  ): Promise<Alert> {
    this.#answer('acknowledge', undefined);
    this.acknowledged.push([id, request]);
    const known = await named(this.alerts, id);
    const taken: Alert = {
      ...known,
      acknowledged: {
        by: 'user:default/admin',
        at: '2026-03-01T10:05:00.000Z',
        until: request.until ?? null,
        comment: request.comment ?? null,
      },
    };
    this.alerts = this.alerts.map(one => (one.id === id ? taken : one));
    return taken;
  }

  async listRules(): Promise<AlertRuleList> {
    return this.#answer('listRules', this.rules);
  }

  async createRule(request: CreateAlertRuleRequest): Promise<AlertRule> {
    this.created.push(request);
    this.#answer('createRule', undefined);
    const {
      for_ms = 0,
      resolve_after_ms = 0,
      ...parsed
    } = createAlertRuleRequestSchema.parse(request);
    const made = alertRule(60 + this.created.length, {
      ...parsed,
      for_ms,
      resolve_after_ms,
    });
    this.#keep([...this.rules.rules, made]);
    return made;
  }

  async updateRule(
    id: string,
    version: number,
    request: UpdateAlertRuleRequest,
  ): Promise<AlertRule> {
    this.updated.push([id, version, request]);
    this.#answer('updateRule', undefined);
    const known = await named(this.rules.rules, id);
    const { condition, ...others } = request;
    const changed: AlertRule = {
      ...known,
      ...others,
      ...(condition && {
        condition: alertConditionRequestSchema.parse(condition),
      }),
      version: version + 1,
    };
    this.#keep(this.rules.rules.map(one => (one.id === id ? changed : one)));
    return changed;
  }

  async deleteRule(id: string): Promise<void> {
    this.#answer('deleteRule', undefined);
    this.#keep(this.rules.rules.filter(one => one.id !== id));
  }

  async testRule(): Promise<AlertRuleTest> {
    return this.#answer('testRule', {
      evaluated_at: '2026-03-01T10:00:00.000Z',
      findings: this.findings,
    });
  }

  #keep(rules: AlertRule[]): void {
    this.rules = { ...this.rules, rules };
  }

  #answer<T>(method: keyof AlertsApi, value: T): T {
    const error = this.failing[method];
    if (error) {
      throw error;
    }
    return value;
  }
}

async function named<T extends { id: string }>(
  all: T[],
  id: string,
): Promise<T> {
  const known = all.find(one => one.id === id);
  if (!known) {
    throw await refused(404, 'NotFoundError', `There is none with id ${id}`);
  }
  return known;
}
