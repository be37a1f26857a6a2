import {
  DiscoveryApi,
  FetchApi,
  IdentityApi,
} from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import { PLUGIN_ID } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { UploadOptions } from './ImportsApi';
import type { DownloadOptions } from './LeadsApi';
import { nextCursor } from './nextCursor';
import type { Page } from './Page';
import { postForm } from './postForm';

/** Who brings requests to the backend plugin. */
export interface BackendOptions {
  discoveryApi: DiscoveryApi;
  fetchApi: FetchApi;
  /** Signs uploads, which `fetch` cannot tell the progress of. */
  identityApi?: Pick<IdentityApi, 'getCredentials'>;
}

/**
 * Requests to the backend plugin below its mount point. All of them reject with
 * Backstage's `ResponseError` when the server refuses.
 */
export class Backend {
  readonly #options: BackendOptions;

  constructor(options: BackendOptions) {
    this.#options = options;
  }

  async send(path: string, init?: RequestInit): Promise<Response> {
    const response = await this.#options.fetchApi.fetch(
      await this.#url(path),
      init,
    );
    return accepted(response);
  }

  async json<T>(path: string): Promise<T> {
    return (await this.send(path)).json();
  }

  async post<T>(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<T> {
    return (await this.#sendJson('POST', path, body, headers)).json();
  }

  async patch<T>(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<T> {
    return (await this.#sendJson('PATCH', path, body, headers)).json();
  }

  async page<T>(path: string): Promise<Page<T>> {
    const response = await this.send(path);
    const items: T[] = await response.json();
    const total = Number(response.headers.get('X-Total-Count') ?? items.length);
    return { items, total, nextCursor: nextCursor(response.headers) };
  }

  /** A file that is built while it arrives. */
  async download(path: string, options: DownloadOptions = {}): Promise<Blob> {
    const response = await this.send(path, { signal: options.signal });
    const { onProgress } = options;
    if (!onProgress || !response.body) {
      return response.blob();
    }
    let bytes = 0;
    const counted = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          bytes += chunk.byteLength;
          onProgress(bytes);
          controller.enqueue(chunk);
        },
      }),
    );
    const type = response.headers.get('Content-Type') ?? '';
    return new Response(counted, { headers: { 'Content-Type': type } }).blob();
  }

  async upload<T>(
    path: string,
    form: FormData,
    options: UploadOptions = {},
  ): Promise<T> {
    const credentials = await this.#options.identityApi?.getCredentials();
    const response = await postForm(
      { url: await this.#url(path), token: credentials?.token, form },
      options,
    );
    return (await accepted(response)).json();
  }

  async #url(path: string): Promise<string> {
    return `${await this.#options.discoveryApi.getBaseUrl(
      PLUGIN_ID,
    )}/v1${path}`;
  }

  #sendJson(
    method: string,
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<Response> {
    return this.send(path, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }
}

async function accepted(response: Response): Promise<Response> {
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  return response;
}

/** A query with only what is set; lists are joined by commas. */
export function queryOf(values: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    const text = Array.isArray(value) ? value.join(',') : String(value ?? '');
    if (text) {
      query.set(name, text);
    }
  }
  return String(query);
}

/** Says which version a change is meant for. */
export function ifMatch(version: number): Record<string, string> {
  return { 'If-Match': `"${version}"` };
}
