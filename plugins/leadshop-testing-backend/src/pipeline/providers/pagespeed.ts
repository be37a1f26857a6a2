import { JsonObject } from '@backstage/types';
import { z } from 'zod';
import {
  Answered,
  CallOptions,
  PageSpeedProvider,
  PageSpeedReport,
  PageSpeedStrategy,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { ProvidersConfig } from '../../config';
import { AnswerCache, AnswerCodec } from './answerCache';
import { pageProblem, pageRefusal } from './googleRefusal';
import {
  isOnlyTheQuestion,
  MalformedAnswer,
  readJson,
  RefusedAnswer,
  VendorClient,
} from './vendorClient';

const MAX_OPPORTUNITIES = 10;

const category = z.object({ score: z.number().min(0).max(1).nullable() });
const audit = z.object({
  id: z.string(),
  title: z.string(),
  numericValue: z.number().optional(),
  metricSavings: z.record(z.string(), z.number()).optional(),
  details: z.object({ overallSavingsMs: z.number().optional() }).optional(),
});
/** The part of a Lighthouse result that is used. */
const answerSchema = z.object({
  lighthouseResult: z.object({
    finalUrl: z.string().optional(),
    finalDisplayedUrl: z.string().optional(),
    lighthouseVersion: z.string().optional(),
    runtimeError: z.object({ code: z.string() }).optional(),
    categories: z.object({
      performance: category,
      accessibility: category,
      'best-practices': category,
      seo: category,
    }),
    audits: z.record(z.string(), audit),
  }),
});
type Lighthouse = z.infer<typeof answerSchema>['lighthouseResult'];

/** What is kept in the cache: the report without where it came from. */
type Report = Omit<PageSpeedReport, keyof Answered>;

const codec: AnswerCodec<Report> = {
  encode: report => ({ ...report } as JsonObject),
  decode: stored => stored as unknown as Report,
};

function measured(lighthouse: Lighthouse, id: string): number {
  const value = lighthouse.audits[id]?.numericValue;
  if (value === undefined) {
    throw new MalformedAnswer(`Lighthouse measured no ${id}`);
  }
  return value;
}

function percent(lighthouse: Lighthouse, id: keyof Lighthouse['categories']) {
  const { score } = lighthouse.categories[id];
  if (score === null) throw new MalformedAnswer(`Lighthouse gave no ${id}`);
  return Math.round(score * 100);
}

/** Audits name their savings in one of two ways, by Lighthouse's version. */
function savingsOf(entry: z.infer<typeof audit>): number {
  return Math.round(
    entry.details?.overallSavingsMs ??
      Math.max(0, ...Object.values(entry.metricSavings ?? {})),
  );
}

function toReport(
  strategy: PageSpeedStrategy,
  url: string,
  lighthouse: Lighthouse,
): Report {
  const problem = pageProblem(lighthouse.runtimeError?.code ?? '');
  if (problem) throw new RefusedAnswer(pageRefusal(problem));
  const optional = (id: string) => lighthouse.audits[id]?.numericValue ?? null;
  return {
    strategy,
    final_url: lighthouse.finalDisplayedUrl ?? lighthouse.finalUrl ?? url,
    scores: {
      performance: percent(lighthouse, 'performance'),
      accessibility: percent(lighthouse, 'accessibility'),
      best_practices: percent(lighthouse, 'best-practices'),
      seo: percent(lighthouse, 'seo'),
    },
    lcp_ms: measured(lighthouse, 'largest-contentful-paint'),
    cls: measured(lighthouse, 'cumulative-layout-shift'),
    tbt_ms: measured(lighthouse, 'total-blocking-time'),
    fcp_ms: optional('first-contentful-paint'),
    speed_index_ms: optional('speed-index'),
    opportunities: Object.values(lighthouse.audits)
      .map(entry => ({
        id: entry.id,
        title: entry.title,
        savings_ms: savingsOf(entry),
      }))
      .filter(({ savings_ms }) => savings_ms > 0)
      .sort((a, b) => b.savings_ms - a.savings_ms)
      .slice(0, MAX_OPPORTUNITIES),
    lighthouse_version: lighthouse.lighthouseVersion ?? null,
  };
}

/** PageSpeed Insights v5, `pagespeedapi.runpagespeed`. */
export class PageSpeedInsights implements PageSpeedProvider {
  readonly #settings: ProvidersConfig['pagespeed'];
  readonly #client: VendorClient;
  readonly #cache: AnswerCache;

  constructor(
    settings: ProvidersConfig['pagespeed'],
    client: VendorClient,
    cache: AnswerCache,
  ) {
    this.#settings = settings;
    this.#client = client;
    this.#cache = cache;
  }

  /** There is no call for the quota: one without a page is refused, by a service that works. */
  async check(options: CallOptions): Promise<void> {
    const { baseUrl, apiKey } = this.#settings;
    const query = new URLSearchParams({ key: apiKey });
    try {
      await this.#client.look(
        { method: 'GET', url: `${baseUrl}/runPagespeed?${query}` },
        options,
      );
    } catch (error) {
      if (!isOnlyTheQuestion(error)) throw error;
    }
  }

  run(
    url: string,
    strategy: PageSpeedStrategy,
    options: CallOptions,
  ): Promise<PageSpeedReport> {
    const query = new URLSearchParams({ url, strategy });
    for (const id of [
      'performance',
      'accessibility',
      'best-practices',
      'seo',
    ]) {
      query.append('category', id);
    }
    query.set('key', this.#settings.apiKey);
    return this.#cache.answer(
      [url, strategy],
      codec,
      () =>
        this.#client.send(
          {
            method: 'GET',
            url: `${this.#settings.baseUrl}/runPagespeed?${query}`,
          },
          options,
          ({ body }) =>
            toReport(
              strategy,
              url,
              readJson(body, answerSchema).lighthouseResult,
            ),
        ),
      options,
    );
  }
}
