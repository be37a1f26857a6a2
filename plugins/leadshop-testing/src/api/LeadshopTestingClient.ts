import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import { PLUGIN_ID } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  Execution,
  ExecutionSummary,
  Me,
  RunPipelineRequest,
  RunPipelineResponse,
  SystemStatus,
  TestEvent,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  HistoryFilter,
  LeadshopTestingApi,
  Page,
} from './LeadshopTestingApi';
import { nextCursor } from './nextCursor';

/** The log is read in parts of this many events. */
const EVENTS_PER_PAGE = 1000;

/**
 * Speaks to the backend plugin over HTTP. Answers carry an ETag, which the
 * browser's own cache sends back; nothing is cached a second time here.
 *
 * @public
 */
export class LeadshopTestingClient implements LeadshopTestingApi {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  async getStatus(): Promise<SystemStatus> {
    return this.#json('/status');
  }

  async getActive(): Promise<Page<ExecutionSummary>> {
    return this.#page('/active');
  }

  async getHistory(
    filter: HistoryFilter = {},
  ): Promise<Page<ExecutionSummary>> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(filter)) {
      const text = Array.isArray(value) ? value.join(',') : String(value ?? '');
      if (text) {
        query.set(name, text);
      }
    }
    return this.#page(`/history?${query}`);
  }

  async getTest(id: string): Promise<Execution> {
    return this.#json(`/tests/${encodeURIComponent(id)}`);
  }

  async getEvents(id: string, after: number = 0): Promise<TestEvent[]> {
    const events: TestEvent[] = [];
    let last = after;
    for (;;) {
      const part = await this.#json<TestEvent[]>(
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
    const response = await this.#send(
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
    return this.#post('/run-pipeline', request, {
      'Idempotency-Key': idempotencyKey,
    });
  }

  async cancelTest(id: string): Promise<void> {
    await this.#send(`/tests/${encodeURIComponent(id)}/cancel`, {
      method: 'POST',
    });
  }

  async rerunTest(id: string, fromStep?: string): Promise<RunPipelineResponse> {
    return this.#post(
      `/tests/${encodeURIComponent(id)}/rerun`,
      fromStep ? { from_step: fromStep } : {},
    );
  }

  async getMe(): Promise<Me> {
    return this.#json('/me');
  }

  async #send(path: string, init?: RequestInit): Promise<Response> {
    const base = await this.#discoveryApi.getBaseUrl(PLUGIN_ID);
    const response = await this.#fetchApi.fetch(`${base}/v1${path}`, init);
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }

  async #json<T>(path: string): Promise<T> {
    return (await this.#send(path)).json();
  }

  async #post<T>(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<T> {
    const response = await this.#send(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return response.json();
  }

  async #page(path: string): Promise<Page<ExecutionSummary>> {
    const response = await this.#send(path);
    const items: ExecutionSummary[] = await response.json();
    const total = Number(response.headers.get('X-Total-Count') ?? items.length);
    return { items, total, nextCursor: nextCursor(response.headers) };
  }
}
