/*
 * How nearly every cell goes: tests are ordered at a steady rate and watched;
 * after a quiet while something is broken; then the rate has to come back, all
 * tests have to end, and the books have to balance.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { FULL_PIPELINE } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { audit, Faults, Findings } from './audit';
import { Backend } from './Backend';
import { Load } from './Load';
import { persist } from './persist';
import { LIGHT } from './pipelineNames';
import { Stage } from './Stage';
import { Watcher } from './Watcher';

/** What a cell came to. */
export interface CellResult {
  injected: string;
  /** From the end of what was injected to the old rate; undefined: never. */
  recovered_after_ms: number | undefined;
  findings: Findings;
  /** Tests that ended in a second. */
  rate_before: number;
  rate_after: number;
  tests: number;
  remarks: string[];
}

/** What a cell may use while it breaks things. */
export interface Scene {
  stage: Stage;
  watchers: readonly Watcher[];
  load: Load;
  /** What the cell itself finds. */
  findings: Faults;
}

/** How a cell differs from the others. */
export interface UnderLoadOptions {
  /** Tests a second. */
  rate?: number;
  /** One of so many is a full test. */
  fullOneIn?: number;
  watchers?: number;
  watcherRetryMs?: number;
  /** Backends that are asked. */
  ask?: (backends: readonly Backend[]) => readonly Backend[];
  /** Breaks things, and mends what does not mend itself. */
  inject: (scene: Scene) => Promise<string>;
  /** How long the rate may take to come back. */
  recoverWithinMs?: number;
}

const WARM_UP_MS = 6_000;
const WINDOW_MS = 15_000;
const STEADY_WITHIN_MS = 60_000;
const REST_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 500;
/** Of the rate before. */
const BACK = 0.95;

/** Plays a cell. */
export async function underLoad(
  stage: Stage,
  options: UnderLoadOptions,
): Promise<CellResult> {
  const {
    rate = 3,
    fullOneIn = 10,
    ask = backends => backends,
    recoverWithinMs = 60_000,
  } = options;
  await stage.ensureBackends();
  await stage.dashboard?.ensureBackend();
  const watchers = Array.from(
    { length: options.watchers ?? 4 },
    (_, n) =>
      new Watcher({
        url: () => {
          const up = stage.backends.filter(backend => backend.isServing);
          return (up[n % (up.length || 1)] ?? stage.backends[0]).url;
        },
        token: stage.watcherToken,
        firstRetryMs: options.watcherRetryMs,
      }),
  );
  const load = new Load({
    rate,
    order: n => ({
      test_type: n % fullOneIn === fullOneIn - 1 ? FULL_PIPELINE : LIGHT,
      lead_data: stage.lead(n),
    }),
    urls: n => {
      const up = ask(stage.backends).filter(backend => backend.isServing);
      return up.map((_, i) => up[(i + n) % up.length].url);
    },
    headers: stage.headers,
    onStarted: ({ test_id: id }) =>
      id && watchers[load.orders.length % watchers.length].follow(id),
  });
  try {
    load.start();
    await sleep(WARM_UP_MS);
    const steady = await untilBack(stage, {
      rate,
      withinMs: STEADY_WITHIN_MS,
    });
    if (load.refusals.length > 0) throw new Error(load.refusals[0]);
    await sleep(WINDOW_MS);
    const before = await endedIn(stage, WINDOW_MS);
    const own: Faults = { tests: [], steps: [], events: [] };
    const injected = await options.inject({
      stage,
      watchers,
      load,
      findings: own,
    });
    const mended = performance.now();
    const recovered = await untilBack(stage, {
      rate: before / (WINDOW_MS / 1_000),
      withinMs: recoverWithinMs,
    });
    await sleep(WINDOW_MS);
    const after = await endedIn(stage, WINDOW_MS);
    await load.stop();
    await untilRest(stage);
    await untilTold(watchers);
    const findings = await audit({ ...stage, orders: load.orders, watchers });
    findings.tests.push(...load.refusals.map(said => `refused: ${said}`));
    for (const kind of ['tests', 'steps', 'events'] as const) {
      findings[kind].push(...own[kind]);
    }
    findings.events.push(...((await stage.dashboard?.lies(stage)) ?? []));
    const seconds = WINDOW_MS / 1_000;
    return {
      injected,
      recovered_after_ms:
        recovered === undefined ? undefined : recovered - mended,
      findings,
      rate_before: before / seconds,
      rate_after: after / seconds,
      tests: load.orders.length,
      remarks: [
        ...(steady === undefined
          ? ['the machine did not keep up before anything was broken']
          : []),
        Object.entries(findings.ends)
          .map(([end, count]) => `${count} ${end}`)
          .join(', '),
        `${load.repeated} calls sent again`,
        `${watchers.reduce((n, w) => n + w.followed.size, 0)} tests followed`,
        `${watchers.reduce((n, w) => n + w.resyncs, 0)} lists read anew`,
      ],
    };
  } finally {
    await load.stop();
    for (const watcher of watchers) watcher.close();
    stage.sandbox.clearFaults();
  }
}

/** Tests that ended in the last while. */
async function endedIn(stage: Stage, ms: number): Promise<number> {
  const { rows } = await persist(() =>
    stage.knex.raw(
      `SELECT count(*)::int AS n FROM test_executions
       WHERE completed_at > clock_timestamp() - make_interval(secs => ?::float8 / 1000)`,
      [ms],
    ),
  );
  return rows[0].n;
}

/** Tests that have not ended. */
async function open(stage: Stage): Promise<number> {
  const { rows } = await persist(() =>
    stage.knex.raw(
      `SELECT count(*)::int AS n FROM test_executions
       WHERE status IN ('pending', 'running')`,
    ),
  );
  return rows[0].n;
}

const RECENT_MS = 5_000;

/** Until as many tests end as before, and none waits that should not. */
async function untilBack(
  stage: Stage,
  { rate, withinMs }: { rate: number; withinMs: number },
): Promise<number | undefined> {
  const until = performance.now() + withinMs;
  const meant = (rate * RECENT_MS * BACK) / 1_000;
  while (performance.now() < until) {
    const { rows } = await persist(() =>
      stage.knex.raw(
        `SELECT count(*)::int AS late FROM test_executions
         WHERE status IN ('pending', 'running')
           AND created_at < clock_timestamp() - interval '10 seconds'`,
      ),
    );
    const now = performance.now();
    if (rows[0].late === 0 && (await endedIn(stage, RECENT_MS)) >= meant - 1) {
      return now;
    }
    await sleep(LOOK_EVERY_MS);
  }
  return undefined;
}

/** Until every test has ended, or time is up: then the audit says which did not. */
async function untilRest(stage: Stage): Promise<void> {
  const until = performance.now() + REST_WITHIN_MS;
  while (performance.now() < until && (await open(stage)) > 0) {
    await sleep(LOOK_EVERY_MS);
  }
}

/** Until the watchers have nothing more to hear. */
async function untilTold(watchers: readonly Watcher[]): Promise<void> {
  const until = performance.now() + 20_000;
  while (performance.now() < until && watchers.some(w => !w.isUpToDate)) {
    await sleep(LOOK_EVERY_MS);
  }
  // A frame of `global` comes at most so much later
  await sleep(1_500);
}
