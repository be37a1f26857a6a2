/* What checks say: of all components now, and of one over time. */
import { InputError, NotFoundError } from '@backstage/errors';
import {
  COMPONENT_SLUGS,
  ComponentChecks,
  ComponentChecksQuery,
  ComponentHealth,
  COMPONENTS,
  Fault,
  MAX_CHECKS_DAYS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LeadshopTestingConfig } from '../config';
import { HealthCheckStore } from '../store/HealthCheckStore';
import { staleAfterMs, withCheck } from './judgement';

const DAY_MS = 24 * 3_600_000;
/** Uptimes change slowly, and everybody asks for them. */
const KEEP_UPTIMES_MS = 30_000;
const LISTED_FAILURES = 10;
/** Lengths of slices in seconds; a period gets the shortest that gives so many. */
const SLICES = 100;
const SECONDS = [60, 300, 900, 3_600, 10_800, 21_600, 86_400, 604_800];

const rounded = (value: number | null) =>
  value === null ? null : Math.round(value * 100) / 100;

const percent = (part: number, whole: number) =>
  whole === 0 ? null : rounded((part / whole) * 100);

const vendorsIn = (faults: Partial<Record<Fault, number>>) =>
  faults.vendor ?? 0;

/** What the reader needs. */
export interface ChecksReaderOptions {
  store: HealthCheckStore;
  settings: LeadshopTestingConfig['health'];
  now?: () => Date;
}

/** Reads checks. */
export class ChecksReader {
  readonly #store: HealthCheckStore;
  readonly #settings: LeadshopTestingConfig['health'];
  readonly #now: () => Date;
  #uptimes: { until: number; values: Promise<Map<string, number>> } | undefined;

  constructor({ store, settings, now }: ChecksReaderOptions) {
    this.#store = store;
    this.#settings = settings;
    this.#now = now ?? (() => new Date());
  }

  /** Whether components are checked. */
  get enabled(): boolean {
    return this.#settings.enabled;
  }

  /** Puts checks beside what tests say; without checks, that is all. */
  async judge(byTests: ComponentHealth[]): Promise<ComponentHealth[]> {
    if (!this.enabled) return byTests;
    const now = this.#now();
    const staleMs = staleAfterMs(this.#settings);
    const [checks, uptimes] = await Promise.all([
      this.#store.latest(),
      this.#readUptimes(now),
    ]);
    const latest = new Map<string, (typeof checks)[number]>(
      checks.map(check => [check.component, check]),
    );
    return byTests.map(health => ({
      ...withCheck(health, latest.get(health.name), { now, staleMs }),
      uptime: rounded(uptimes.get(health.name) ?? null),
    }));
  }

  /**
   * What checks of a period say of a component.
   *
   * @throws NotFoundError when there is no such component, InputError when the
   * period is none.
   */
  async read(
    name: string,
    query: ComponentChecksQuery,
  ): Promise<ComponentChecks> {
    const component = COMPONENT_SLUGS.find(known => known === name);
    if (!component) {
      throw new NotFoundError(
        `There is no component '${name}'; known are ${COMPONENT_SLUGS.join(
          ', ',
        )}`,
      );
    }
    const { from, to } = this.#period(query);
    const newest = await this.#store.latest([component]);
    const mode = newest.at(0)?.provider_mode ?? null;
    const which = { component, mode, from, to };
    const seconds = sliceSeconds((to.getTime() - from.getTime()) / 1000);
    const [totals, slices, failures] = await Promise.all([
      this.#store.totals(which),
      this.#store.slices(which, seconds),
      this.#store.failures(which, LISTED_FAILURES),
    ]);
    const { succeeded, failed, faults, p50, p95 } = totals;
    const total = succeeded + failed;
    return {
      name: component,
      title: COMPONENTS[component],
      enabled: this.enabled,
      from: from.toISOString(),
      to: to.toISOString(),
      provider_mode: mode,
      total,
      succeeded,
      failed,
      uptime: percent(succeeded, total),
      success_rate: percent(succeeded, total - vendorsIn(faults)),
      faults,
      p50: rounded(p50),
      p95: rounded(p95),
      slices: slices.map(({ at, ...slice }) => ({
        ...slice,
        p50: rounded(slice.p50),
        p95: rounded(slice.p95),
        from: at.toISOString(),
        seconds,
      })),
      last_failures: failures.map(check => ({
        at: check.checked_at.toISOString(),
        fault: check.fault,
        message: check.message,
        response_time: Math.round(check.response_time),
      })),
    };
  }

  #period(query: ComponentChecksQuery): { from: Date; to: Date } {
    const to = query.to === undefined ? this.#now() : new Date(query.to);
    const from =
      query.from === undefined
        ? new Date(to.getTime() - DAY_MS)
        : new Date(query.from);
    const length = to.getTime() - from.getTime();
    if (length > 0 && length <= MAX_CHECKS_DAYS * DAY_MS) return { from, to };
    throw new InputError(
      `from: must be before 'to', by ${MAX_CHECKS_DAYS} days at most`,
    );
  }

  async #readUptimes(now: Date): Promise<Map<string, number>> {
    const at = now.getTime();
    if (!this.#uptimes || this.#uptimes.until <= at) {
      const values = this.#store.uptimes(new Date(at - DAY_MS));
      this.#uptimes = { until: at + KEEP_UPTIMES_MS, values };
      values.catch(() => {
        this.#uptimes = undefined;
      });
    }
    return this.#uptimes.values;
  }
}

function sliceSeconds(length: number): number {
  return (
    SECONDS.find(seconds => length / seconds <= SLICES) ??
    SECONDS[SECONDS.length - 1]
  );
}
