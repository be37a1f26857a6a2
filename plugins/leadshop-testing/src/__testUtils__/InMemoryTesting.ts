import { NotFoundError } from '@backstage/errors';
import { PERMISSION_NAMES } from '@leadshop/backstage-plugin-leadshop-testing-common';
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
import type {
  DownloadOptions,
  HistoryFilter,
  LeadshopTestingApi,
  Page,
} from '../api';
import type { LiveFeed, LiveNews, LiveState } from '../live';
import { HEALTHY_STATUS, testId } from './executions';
import { InMemoryAdmin } from './InMemoryAdmin';
import { InMemoryAlerts } from './InMemoryAlerts';
import { InMemoryBatches } from './InMemoryBatches';
import { InMemoryImports } from './InMemoryImports';
import { InMemoryLeads } from './InMemoryLeads';
import { InMemoryOperations } from './InMemoryOperations';
import { InMemoryWebhooks } from './InMemoryWebhooks';
import { componentChecks, componentResults, metricsOf } from './metrics';
import { systemMetricsOf } from './systemMetrics';

/** The server's side of the pages, held in memory: a test sets its state. */
export class InMemoryTesting implements LeadshopTestingApi {
  readonly leads = new InMemoryLeads();
  readonly imports = new InMemoryImports(this.leads);
  readonly batches = new InMemoryBatches(this.leads);
  readonly admin = new InMemoryAdmin();
  readonly alerts = new InMemoryAlerts();
  readonly webhooks = new InMemoryWebhooks();
  readonly operations = new InMemoryOperations();
  me: Me = {
    user_ref: 'user:default/qa-tester',
    kind: 'user',
    roles: ['qa_tester'],
    permissions: PERMISSION_NAMES,
    grants: [],
  };
  status: SystemStatus = HEALTHY_STATUS;
  active: ExecutionSummary[] = [];
  history: ExecutionSummary[] = [];
  nextCursor: string | undefined;
  tests = new Map<string, Execution>();
  /** By the ids of both tests: `a b`. */
  comparisons = new Map<string, Comparison>();
  events: TestEvent[] = [];
  artifacts = new Map<string, Blob>();
  metrics: Partial<Metrics> = {};
  systemMetrics: Partial<SystemMetrics> = {};
  /** By slug; the others were exercised by no test. */
  componentResults = new Map<string, Partial<ComponentResults>>();
  /** By slug; the others were not checked. */
  componentChecks = new Map<string, Partial<ComponentChecks>>();
  report = new Blob(['a report']);
  /** What single calls reject with, by the name of the method. */
  failing: Partial<Record<keyof LeadshopTestingApi, Error>> = {};

  /** What was asked for, in order. */
  readonly filters: HistoryFilter[] = [];
  readonly started: { request: RunPipelineRequest; key: string }[] = [];
  readonly cancelled: string[] = [];
  readonly metricsQueries: MetricsQuery[] = [];
  readonly systemQueries: SystemMetricsQuery[] = [];
  readonly componentQueries: [string, ComponentResultsQuery][] = [];
  readonly checksQueries: [string, ComponentChecksQuery][] = [];
  readonly reports: ReportQuery[] = [];
  readonly reruns: { id: string; fromStep?: string }[] = [];

  async getStatus(): Promise<SystemStatus> {
    return this.#answer('getStatus', this.status);
  }

  async getActive(): Promise<Page<ExecutionSummary>> {
    return this.#answer('getActive', {
      items: this.active,
      total: this.active.length,
    });
  }

  async getHistory(
    filter: HistoryFilter = {},
  ): Promise<Page<ExecutionSummary>> {
    this.filters.push(filter);
    if (filter.batch_id) {
      return this.#answer('getHistory', this.#testsOfBatch(filter));
    }
    return this.#answer('getHistory', {
      items: this.history,
      total: this.history.length,
      nextCursor: this.nextCursor,
    });
  }

  async getTest(id: string): Promise<Execution> {
    const test = this.tests.get(id);
    this.#refuse('getTest');
    if (!test) {
      throw new NotFoundError('No such test');
    }
    return test;
  }

  async compareTests(a: string, b: string): Promise<Comparison> {
    this.#refuse('compareTests');
    const comparison = this.comparisons.get(`${a} ${b}`);
    if (!comparison) {
      throw new NotFoundError('No such test');
    }
    return comparison;
  }

  async getEvents(): Promise<TestEvent[]> {
    return this.#answer('getEvents', this.events);
  }

  async getArtifact(_testId: string, name: string): Promise<Blob> {
    const blob = this.artifacts.get(name);
    this.#refuse('getArtifact');
    if (!blob) {
      throw new NotFoundError('No such artifact');
    }
    return blob;
  }

  async runPipeline(
    request: RunPipelineRequest,
    key: string,
  ): Promise<RunPipelineResponse> {
    this.started.push({ request, key });
    return this.#answer('runPipeline', startedAs(testId(99)));
  }

  async cancelTest(id: string): Promise<void> {
    this.#refuse('cancelTest');
    this.cancelled.push(id);
  }

  async rerunTest(id: string, fromStep?: string): Promise<RunPipelineResponse> {
    this.reruns.push({ id, fromStep });
    return this.#answer('rerunTest', startedAs(testId(98)));
  }

  async getMe(): Promise<Me> {
    return this.#answer('getMe', this.me);
  }

  async getMetrics(query: MetricsQuery): Promise<Metrics> {
    this.metricsQueries.push(query);
    return this.#answer('getMetrics', metricsOf(query, this.metrics));
  }

  async getSystemMetrics(query: SystemMetricsQuery): Promise<SystemMetrics> {
    this.systemQueries.push(query);
    return this.#answer(
      'getSystemMetrics',
      systemMetricsOf(query, this.systemMetrics),
    );
  }

  async getComponentResults(
    name: string,
    query: ComponentResultsQuery,
  ): Promise<ComponentResults> {
    this.componentQueries.push([name, query]);
    return this.#answer(
      'getComponentResults',
      componentResults(name, query, this.componentResults.get(name)),
    );
  }

  async getComponentChecks(
    name: string,
    query: ComponentChecksQuery = {},
  ): Promise<ComponentChecks> {
    this.checksQueries.push([name, query]);
    return this.#answer(
      'getComponentChecks',
      componentChecks(name, this.componentChecks.get(name)),
    );
  }

  async downloadReport(
    query: ReportQuery,
    options: DownloadOptions = {},
  ): Promise<Blob> {
    this.reports.push(query);
    this.#refuse('downloadReport');
    options.onProgress?.(this.report.size);
    return this.report;
  }

  #testsOfBatch(filter: HistoryFilter): Page<ExecutionSummary> {
    const { batch_id, status = [], failed_step, limit = 50, cursor } = filter;
    const matching = this.history.filter(
      test =>
        test.batch_id === batch_id &&
        (status.length === 0 || status.includes(test.status)) &&
        (!failed_step ||
          test.steps.find(step => step.status === 'failed')?.step_name ===
            failed_step),
    );
    const start = Number(cursor ?? 0);
    const end = start + limit;
    return {
      items: matching.slice(start, end),
      total: matching.length,
      nextCursor: end < matching.length ? String(end) : undefined,
    };
  }

  #refuse(method: keyof LeadshopTestingApi): void {
    const error = this.failing[method];
    if (error) {
      throw error;
    }
  }

  #answer<T>(method: keyof LeadshopTestingApi, value: T): T {
    this.#refuse(method);
    return value;
  }
}

function startedAs(id: string): RunPipelineResponse {
  return {
    test_id: id,
    status: 'started',
    estimated_duration: '1-2 seconds',
    created_at: '2026-03-01T10:00:00.000Z',
  };
}

/** A live link whose news a test makes up. */
export class InMemoryFeed implements LiveFeed {
  #state: LiveState = { status: 'open', stale: false };
  readonly #stateListeners = new Set<(state: LiveState) => void>();
  readonly #listeners = new Map<string, Set<(news: LiveNews) => void>>();
  reconnects = 0;

  getState(): LiveState {
    return this.#state;
  }

  setState(state: LiveState): void {
    this.#state = state;
    this.#stateListeners.forEach(listener => listener(state));
  }

  onState(listener: (state: LiveState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  subscribe(channel: string, listener: (news: LiveNews) => void): () => void {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  publish(channel: string, news: LiveNews): void {
    this.#listeners.get(channel)?.forEach(listener => listener(news));
  }

  reconnect(): void {
    this.reconnects++;
  }
}
