import {
  DiscoveryApi,
  FetchApi,
  IdentityApi,
} from '@backstage/core-plugin-api';
import type {
  Comparison,
  ComponentChecks,
  ComponentChecksQuery,
  ComponentResults,
  ComponentResultsQuery,
  Execution,
  ExecutionSummary,
  Me,
  Metrics,
  MetricsQuery,
  ReportQuery,
  RunPipelineRequest,
  RunPipelineResponse,
  SystemMetrics,
  SystemMetricsQuery,
  SystemStatus,
  TestEvent,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { AdminApi } from './AdminApi';
import { AdminClient } from './AdminClient';
import type { AlertsApi } from './AlertsApi';
import { AlertsClient } from './AlertsClient';
import { Backend, queryOf } from './Backend';
import type { BatchesApi } from './BatchesApi';
import { BatchesClient } from './BatchesClient';
import type { ImportsApi } from './ImportsApi';
import { ImportsClient } from './ImportsClient';
import type { DownloadOptions, LeadsApi } from './LeadsApi';
import { LeadsClient } from './LeadsClient';
import type { HistoryFilter, LeadshopTestingApi } from './LeadshopTestingApi';
import type { OperationsApi } from './OperationsApi';
import { OperationsClient } from './OperationsClient';
import type { Page } from './Page';
import type { WebhooksApi } from './WebhooksApi';
import { WebhooksClient } from './WebhooksClient';

/** The log is read in parts of this many events. */
const EVENTS_PER_PAGE = 1000;

/**
 * Speaks to the backend plugin over HTTP. Answers carry an ETag, which the
 * browser's own cache sends back; nothing is cached a second time here.
 *
 * @public
 */
export class LeadshopTestingClient implements LeadshopTestingApi {
  readonly leads: LeadsApi;
  readonly imports: ImportsApi;
  readonly batches: BatchesApi;
  readonly admin: AdminApi;
  readonly alerts: AlertsApi;
  readonly webhooks: WebhooksApi;
  readonly operations: OperationsApi;
  readonly #backend: Backend;

  constructor(options: {
    discoveryApi: DiscoveryApi;
    fetchApi: FetchApi;
    /** Signs uploads; without it they are sent unsigned. */
    identityApi?: Pick<IdentityApi, 'getCredentials'>;
  }) {
    this.#backend = new Backend(options);
    this.leads = new LeadsClient(this.#backend);
    this.imports = new ImportsClient(this.#backend);
    this.batches = new BatchesClient(this.#backend);
    this.admin = new AdminClient(this.#backend);
    this.alerts = new AlertsClient(this.#backend);
    this.webhooks = new WebhooksClient(this.#backend);
    this.operations = new OperationsClient(this.#backend);
  }

  async getStatus(): Promise<SystemStatus> {
    return this.#backend.json('/status');
  }

  async getActive(): Promise<Page<ExecutionSummary>> {
    return this.#backend.page('/active');
  }

  async getHistory(
    filter: HistoryFilter = {},
  ): Promise<Page<ExecutionSummary>> {
    return this.#backend.page(`/history?${queryOf(filter)}`);
  }

  async getTest(id: string): Promise<Execution> {
    return this.#backend.json(`/tests/${encodeURIComponent(id)}`);
  }

  async compareTests(a: string, b: string): Promise<Comparison> {
    return this.#backend.json(`/tests/compare?${queryOf({ a, b })}`);
  }

  async getEvents(id: string, after: number = 0): Promise<TestEvent[]> {
    const events: TestEvent[] = [];
    let last = after;
    for (;;) {
      const part = await this.#backend.json<TestEvent[]>(
        `/tests/${encodeURIComponent(
          id,
        )}/events?after=${last}&limit=${EVENTS_PER_PAGE}`,
      );
      events.push(...part);
      if (part.length < EVENTS_PER_PAGE) {
        return events;
      }
      last = part[part.length - 1].id;
    }
  }

  async getArtifact(testId: string, name: string): Promise<Blob> {
    const response = await this.#backend.send(
      `/tests/${encodeURIComponent(testId)}/artifacts/${encodeURIComponent(
        name,
      )}`,
    );
    return response.blob();
  }

  async runPipeline(
    request: RunPipelineRequest,
    idempotencyKey: string,
  ): Promise<RunPipelineResponse> {
    return this.#backend.post('/run-pipeline', request, {
      'Idempotency-Key': idempotencyKey,
    });
  }

  async cancelTest(id: string): Promise<void> {
    await this.#backend.send(`/tests/${encodeURIComponent(id)}/cancel`, {
      method: 'POST',
    });
  }

  async rerunTest(id: string, fromStep?: string): Promise<RunPipelineResponse> {
    return this.#backend.post(
      `/tests/${encodeURIComponent(id)}/rerun`,
      fromStep ? { from_step: fromStep } : {},
    );
  }

  async getMe(): Promise<Me> {
    return this.#backend.json('/me');
  }

  async getMetrics(query: MetricsQuery): Promise<Metrics> {
    return this.#backend.json(`/metrics?${queryOf(query)}`);
  }

  async getSystemMetrics(query: SystemMetricsQuery): Promise<SystemMetrics> {
    return this.#backend.json(`/system-metrics?${queryOf(query)}`);
  }

  async getComponentResults(
    name: string,
    query: ComponentResultsQuery,
  ): Promise<ComponentResults> {
    return this.#backend.json(
      `/components/${encodeURIComponent(name)}/results?${queryOf(query)}`,
    );
  }

  async getComponentChecks(
    name: string,
    query: ComponentChecksQuery = {},
  ): Promise<ComponentChecks> {
    return this.#backend.json(
      `/components/${encodeURIComponent(name)}/checks?${queryOf(query)}`,
    );
  }

  async downloadReport(
    query: ReportQuery,
    options?: DownloadOptions,
  ): Promise<Blob> {
    return this.#backend.download(`/report?${queryOf(query)}`, options);
  }
}
