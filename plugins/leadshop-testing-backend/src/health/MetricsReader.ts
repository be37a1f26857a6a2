/*
 * `GET /metrics`: what a period came to, as of one moment. The answer before is
 * given again as long as it is right: until another test has ended, or an hour.
 * The period that it is compared with lies so far back that no test ends in it any
 * more. It is kept for a minute, because figures may be built anew.
 */
import { LRUCache } from 'lru-cache';
import {
  Metrics,
  MetricsQuery,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PERCENTILE_ERROR } from '../store/metrics/durations';
import {
  MetricsSnapshot,
  MetricsStore,
  TestsRow,
} from '../store/metrics/MetricsStore';
import { Period, periodUpTo, slicesOf, Span } from '../store/metrics/period';
import {
  countModes,
  defaultMode,
  figuresOf,
  ofMode,
  sliceOf,
  stepFigures,
} from './figures';
import { revenueIn, revenueOf } from './revenue';
import { SharedAnswers } from './SharedAnswers';

/** Periods whose last answers are kept; pages offer a handful. */
const KEPT_ANSWERS = 50;
const PREVIOUS_KEPT_MS = 60_000;

interface KeptAnswer {
  /** What it follows from. */
  version: string;
  answer: Metrics;
}

/** Reads the metrics of periods. */
export class MetricsReader {
  readonly #store: MetricsStore;
  readonly #sampling: boolean;
  readonly #shared = new SharedAnswers<Metrics>();
  readonly #kept = new Map<string, KeptAnswer>();
  readonly #previous = new LRUCache<string, Metrics['previous']>({
    max: KEPT_ANSWERS,
    ttl: PREVIOUS_KEPT_MS,
  });

  /** @param options - `sampling`: whether system metrics are sampled */
  constructor(options: { store: MetricsStore; sampling: boolean }) {
    this.#store = options.store;
    this.#sampling = options.sampling;
  }

  /** Everything that `GET /metrics` answers, but for `performance`. */
  read(query: MetricsQuery): Promise<Metrics> {
    return this.#shared.ask(question(query), () =>
      this.readUpTo(new Date(), query),
    );
  }

  /** The same of a period up to a moment. */
  async readUpTo(now: Date, query: MetricsQuery): Promise<Metrics> {
    const period = periodUpTo(now, query.days);
    return this.#store.read(async snapshot => {
      const asked = question(query);
      const version = `${period.from.toISOString()} ${snapshot.version}`;
      const kept = this.#kept.get(asked);
      const answer =
        kept?.version === version
          ? kept.answer
          : await this.#figures(snapshot, period, query);
      this.#keep(asked, { version, answer });
      return {
        ...answer,
        to: now.toISOString(),
        generated_at: now.toISOString(),
      };
    });
  }

  #keep(asked: string, kept: KeptAnswer) {
    // The one that was asked for last stands last
    this.#kept.delete(asked);
    this.#kept.set(asked, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_ANSWERS) this.#kept.delete(oldest);
  }

  async #figures(
    snapshot: MetricsSnapshot,
    period: Period,
    query: MetricsQuery,
  ): Promise<Metrics> {
    const tests = await snapshot.tests(period);
    const modes = countModes(tests);
    const mode = query.provider_mode ?? defaultMode(modes);
    const shown = ofMode(tests, mode);
    const figures = figuresOf(shown);
    const revenue = revenueOf(await snapshot.revenue(period, mode));
    const steps = await snapshot.steps(period, mode);
    return {
      period_days: period.days,
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      provider_mode: mode,
      provider_modes: modes,
      ...figures,
      revenue_impact: revenue,
      previous: await this.#before(snapshot, period.previous, {
        mode,
        currency: revenue.currency,
      }),
      step_statistics: steps.map(step => ({
        step_name: step.step_name,
        step_number: step.step_number,
        title: step.title,
        component: step.component,
        ...stepFigures([step]),
      })),
      hourly_distribution: distribution(period, shown),
      status_distribution: [
        { status: 'success', count: figures.successful_tests },
        { status: 'failed', count: figures.failed_tests },
        { status: 'cancelled', count: figures.cancelled_tests },
      ],
      sampling: this.#sampling,
      percentile_error: PERCENTILE_ERROR,
      generated_at: period.to.toISOString(),
    };
  }

  async #before(
    snapshot: MetricsSnapshot,
    { from, to }: Span,
    { mode, currency }: { mode: ProviderMode; currency: string | null },
  ): Promise<Metrics['previous']> {
    const asked = JSON.stringify([from, to, mode, currency]);
    const kept = this.#previous.get(asked);
    if (kept) return kept;
    const tests = await snapshot.testsTogether({ from, to });
    const revenue = await snapshot.revenue({ from, to }, mode);
    const figures = {
      ...figuresOf(ofMode(tests, mode)),
      revenue_impact: revenueIn(revenue, currency),
    };
    this.#previous.set(asked, figures);
    return figures;
  }
}

function question({ days, provider_mode }: MetricsQuery): string {
  return `${days} ${provider_mode}`;
}

function distribution(period: Period, rows: readonly TestsRow[]) {
  return [...slicesOf(period)].map(([at, slice]) => ({
    ...slice,
    ...sliceOf(rows.filter(row => row.at.getTime() === at)),
  }));
}
