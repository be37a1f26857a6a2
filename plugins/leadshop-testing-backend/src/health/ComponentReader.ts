/* `GET /components/{name}/results`: what tests say of one component. */
import { NotFoundError } from '@backstage/errors';
import {
  COMPONENT_SLUGS,
  ComponentResults,
  ComponentResultsQuery,
  COMPONENTS,
  ComponentSlug,
  MEASURED_BY,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { lastFailures } from '../store/metrics/componentFailures';
import { MetricsStore } from '../store/metrics/MetricsStore';
import { periodUpTo, slicesOf } from '../store/metrics/period';
import { countModes, defaultMode, stepFigures } from './figures';

/** Reads the results of components. */
export class ComponentReader {
  readonly #store: MetricsStore;

  constructor(store: MetricsStore) {
    this.#store = store;
  }

  /** @throws NotFoundError when there is no such component. */
  async read(
    name: string,
    query: ComponentResultsQuery,
    now = new Date(),
  ): Promise<ComponentResults> {
    const slug = COMPONENT_SLUGS.find(known => known === name);
    if (!slug) {
      throw new NotFoundError(
        `There is no component '${name}'; known are ${COMPONENT_SLUGS.join(
          ', ',
        )}`,
      );
    }
    return this.#read(slug, query, now);
  }

  async #read(
    slug: ComponentSlug,
    query: ComponentResultsQuery,
    now: Date,
  ): Promise<ComponentResults> {
    const period = periodUpTo(now, query.days);
    const component = MEASURED_BY[slug] ?? slug;
    return this.#store.read(async (snapshot, trx) => {
      const modes = countModes(await snapshot.testsTogether(period));
      const mode = query.provider_mode ?? defaultMode(modes);
      const slices = await snapshot.component(component, period, mode);
      const before = stepFigures(
        await snapshot.componentTogether(component, period.previous, mode),
      );
      return {
        name: slug,
        title: COMPONENTS[slug],
        period_days: period.days,
        from: period.from.toISOString(),
        to: period.to.toISOString(),
        provider_mode: mode,
        provider_modes: modes,
        ...stepFigures(slices),
        previous: {
          total: before.total,
          success_rate: before.success_rate,
          p95: before.p95,
        },
        timeline: [...slicesOf(period)].map(([at, slice]) => {
          const { succeeded, failed, p50, p95 } = stepFigures(
            slices.filter(row => row.at.getTime() === at),
          );
          return { ...slice, succeeded, failed, p50, p95 };
        }),
        last_failures: await lastFailures(trx, {
          component,
          from: period.from,
          mode,
        }),
      };
    });
  }
}
