import type {
  AcknowledgeAlertRequest,
  Alert,
  AlertRule,
  AlertRuleList,
  AlertRuleTest,
  CreateAlertRuleRequest,
  UpdateAlertRuleRequest,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { AlertFilter, AlertsApi } from './AlertsApi';
import { Backend, ifMatch, queryOf } from './Backend';
import type { Page } from './Page';

const rulePath = (id: string) => `/alert-rules/${encodeURIComponent(id)}`;

/** Alerts and their rules, over HTTP. */
export class AlertsClient implements AlertsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async list(
    query: AlertFilter & { limit?: number; cursor?: string } = {},
  ): Promise<Page<Alert>> {
    return this.#backend.page(`/alerts?${queryOf(query)}`);
  }

  async acknowledge(
    id: string,
    request: AcknowledgeAlertRequest,
  ): Promise<Alert> {
    return this.#backend.post(
      `/alerts/${encodeURIComponent(id)}/acknowledge`,
      request,
    );
  }

  async listRules(): Promise<AlertRuleList> {
    return this.#backend.json('/alert-rules');
  }

  async createRule(request: CreateAlertRuleRequest): Promise<AlertRule> {
    return this.#backend.post('/alert-rules', request);
  }

  async updateRule(
    id: string,
    version: number,
    request: UpdateAlertRuleRequest,
  ): Promise<AlertRule> {
    return this.#backend.patch(rulePath(id), request, ifMatch(version));
  }

  async deleteRule(id: string): Promise<void> {
    await this.#backend.send(rulePath(id), { method: 'DELETE' });
  }

  async testRule(id: string): Promise<AlertRuleTest> {
    return this.#backend.post(`${rulePath(id)}/test`, {});
  }
}
