import { createApiRef } from '@backstage/core-plugin-api';
import type {
  Comparison,
  ComponentChecks,
  ComponentChecksQuery,
  ComponentResults,
  ComponentResultsQuery,
  Execution,
  ExecutionSummary,
  HistorySort,
  Me,
  Metrics,
  MetricsQuery,
  ProviderMode,
  ReportQuery,
  RunPipelineRequest,
  RunPipelineResponse,
  SystemMetrics,
  SystemMetricsQuery,
  SystemStatus,
  TestEvent,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { AdminApi } from './AdminApi';
import type { AlertsApi } from './AlertsApi';
import type { BatchesApi } from './BatchesApi';
import type { ImportsApi } from './ImportsApi';
import type { DownloadOptions, LeadsApi } from './LeadsApi';
import type { OperationsApi } from './OperationsApi';
import type { Page } from './Page';
import type { WebhooksApi } from './WebhooksApi';

/**
 * What to read from the history; every field narrows the list.
 *
 * @public
 */
export interface HistoryFilter {
  /** Page size, 1 to 500; the server's default is 50. */
  limit?: number;
  /** Where the page starts: `nextCursor` of the page before. */
  cursor?: string;
  status?: TestStatus[];
  test_type?: string;
  /** Slug of a component: tests that exercised it. */
  component?: string;
  entity_ref?: string;
  lead_id?: string;
  batch_id?: string;
  /** Name of a step: failed tests that failed there before anywhere else. */
  failed_step?: string;
  provider_mode?: ProviderMode;
  /** Entity reference of the person who started the test. */
  user?: string;
  /** Tests that were started then or later. */
  from?: string;
  /** Tests that were started before then. */
  to?: string;
  /** Words of the business name or site. */
  q?: string;
  sort?: HistorySort;
}

/**
 * The HTTP side of LeadShop Testing. Every method rejects with Backstage's
 * `ResponseError` when the server refuses.
 *
 * @public
 */
export interface LeadshopTestingApi {
  readonly leads: LeadsApi;
  readonly imports: ImportsApi;
  readonly batches: BatchesApi;
  readonly admin: AdminApi;
  readonly alerts: AlertsApi;
  readonly webhooks: WebhooksApi;
  readonly operations: OperationsApi;
  getStatus(): Promise<SystemStatus>;
  getActive(): Promise<Page<ExecutionSummary>>;
  getHistory(filter?: HistoryFilter): Promise<Page<ExecutionSummary>>;
  getTest(id: string): Promise<Execution>;
  /** What changed from test a to test b. */
  compareTests(a: string, b: string): Promise<Comparison>;
  /** The event log of a test after the event with that id, oldest first. */
  getEvents(id: string, after?: number): Promise<TestEvent[]>;
  getArtifact(testId: string, name: string): Promise<Blob>;
  /**
   * Starts a test. The same key with the same request gives the same test, so
   * a request whose answer got lost can be sent again.
   */
  runPipeline(
    request: RunPipelineRequest,
    idempotencyKey: string,
  ): Promise<RunPipelineResponse>;
  cancelTest(id: string): Promise<void>;
  /** Runs a test again, from the named step on or as a whole. */
  rerunTest(id: string, fromStep?: string): Promise<RunPipelineResponse>;
  getMe(): Promise<Me>;
  /** What the tests of a period came to, and of the period before. */
  getMetrics(query: MetricsQuery): Promise<Metrics>;
  /** How the system was, and how the calls of providers went. */
  getSystemMetrics(query: SystemMetricsQuery): Promise<SystemMetrics>;
  /** What the tests of a period say of one component, by its slug. */
  getComponentResults(
    name: string,
    query: ComponentResultsQuery,
  ): Promise<ComponentResults>;
  /** What checks of a period say of one component; default: the last day. */
  getComponentChecks(
    name: string,
    query?: ComponentChecksQuery,
  ): Promise<ComponentChecks>;
  /** A file about the tests that match. */
  downloadReport(query: ReportQuery, options?: DownloadOptions): Promise<Blob>;
}

/**
 * Ref of {@link LeadshopTestingApi}.
 *
 * @public
 */
export const leadshopTestingApiRef = createApiRef<LeadshopTestingApi>({
  id: 'plugin.leadshop-testing.api',
});
