import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import { PLUGIN_ID } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { z } from 'zod';

const PAGE_SIZE = 500;
const PAGE_TIMEOUT_MS = 60_000;

/** Reads lists of LeadShop Testing page by page, the newest rows first. */
export class ListReader {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  /** The newest rows, at most `max`; a page is read when it is asked for. */
  async *rows<Row>(
    path: '/history' | '/leads',
    schema: z.ZodType<Row>,
    max: number,
  ): AsyncGenerator<Row> {
    const page = z.array(schema);
    let query = new URLSearchParams({
      limit: String(Math.min(max, PAGE_SIZE)),
    });
    for (let left = max; left > 0; ) {
      const response = await this.#get(`${path}?${query}`);
      const rows = page.parse(await response.json()).slice(0, left);
      yield* rows;
      left -= rows.length;
      const next = cursorOf(response.headers.get('link'));
      if (rows.length === 0 || next === undefined) return;
      query = new URLSearchParams({ limit: query.get('limit') ?? '' });
      query.set('cursor', next);
    }
  }

  async #get(pathAndQuery: string): Promise<Response> {
    const baseUrl = await this.#discovery.getBaseUrl(PLUGIN_ID);
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: PLUGIN_ID,
    });
    const response = await fetch(`${baseUrl}/v1${pathAndQuery}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(PAGE_TIMEOUT_MS),
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response;
  }
}

/** The cursor of the next page, as `Link: <…?cursor=…>; rel="next"` has it. */
function cursorOf(link: string | null): string | undefined {
  const [, url] = link?.match(/<([^>]*)>;\s*rel="next"/) ?? [];
  if (!url) return undefined;
  const { searchParams } = new URL(url, 'http://relative');
  return searchParams.get('cursor') ?? undefined;
}
