/*
 * P4: thousands of sockets on `global` on one replica, a fifth as many users with
 * five tabs each, all signed in, while 1,000 leads a minute run through a pipeline
 * of twelve steps that wait for nothing. A hundred of the users order the tests,
 * and so follow each of their own. Measured from the beginning of the transaction
 * that writes an event to its arrival at each socket, waiting for the frame (five
 * a second) included. Yardstick: a bare `ws` server that sends frames of the same
 * sizes to as many sockets at the same rate, measured from before the first send,
 * and once more with events that wait for the next frame, as ours do.
 *
 * `yarn bench live [sockets]`; BENCH_SECONDS, BENCH_USERS, BENCH_WORKER=1 for a
 * process of its own that runs the tests (roles `api` and `worker`), and
 * BENCH_PROFILE for the folder of a CPU profile of the backend.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Knex } from 'knex';
import { LIVE_PROTOCOL } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Bench, Figure, freshDatabase } from './support/database';
import type { BareOrder } from './support/live/bareEntry';
import { bareTimes } from './support/live/bareTimes';
import type { Seen } from './support/live/crowd';
import type { CrowdOrder } from './support/live/crowdEntry';
import { Helper } from './support/live/Helper';
import { latencies } from './support/live/latency';
import { LiveBackend } from './support/live/LiveBackend';
import {
  liveFigures,
  MeasuredBackend,
  MeasuredBare,
} from './support/live/liveFigures';
import { orderTests } from './support/live/orderTests';
import type { WorkerOrder } from './support/live/workerEntry';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 30);
const WARM_UP_SECONDS = 10;
const LEADS_PER_MINUTE = 1_000;
const TABS = 5;
const FRAME_MS = 200;
const STATUS_EVERY_MS = 250;
const SETTLE_MS = 5_000;
/** Files of a process beside its sockets. */
const OTHER_FILES = 200;
/** Whether a process of its own runs the tests. */
const WORKER = process.env.BENCH_WORKER === '1';
/** Principals whose one by one questions are enough to know how long one takes. */
const ASKED_EACH = 200;

const file = (name: string) => path.join(__dirname, 'support/live', name);

/** A socket is a file, and a process may open so many. */
async function requireFiles(sockets: number): Promise<void> {
  const limits = await fs.readFile('/proc/self/limits', 'utf8');
  const [, soft, hard] = /Max open files\s+(\S+)\s+(\S+)/.exec(limits) ?? [];
  // Node itself raises the soft limit as far as the hard one
  const most = hard === 'unlimited' ? Infinity : Number(hard);
  if (most >= sockets + OTHER_FILES) return;
  throw new Error(
    `${sockets} sockets need ${
      sockets + OTHER_FILES
    } open files, and a process may have ${hard} here (soft limit ${soft}). Raise the limit ("ulimit -Hn" as root, or LimitNOFILE of a service), or ask for fewer: yarn bench live 1000`,
  );
}

/** Orders tests at a steady rate for some seconds. */
async function orderFor(knex: Knex, seconds: number, users: number) {
  const start = Date.now();
  let ordered = 0;
  while (Date.now() - start < seconds * 1_000) {
    const due = Math.floor(((Date.now() - start) / 60_000) * LEADS_PER_MINUTE);
    if (due > ordered)
      await orderTests(knex, { from: ordered, to: due, users });
    ordered = Math.max(ordered, due);
    await sleep(100);
  }
  return ordered;
}

/** Asks for the status at a steady rate until told to stop. */
function askStatus(backend: LiveBackend, token: string) {
  const taken: Promise<number>[] = [];
  const ask = async () => {
    const before = performance.now();
    const response = await fetch(`${backend.url}/status`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await response.text();
    if (!response.ok) throw new Error(`/status: ${response.status}`);
    return performance.now() - before;
  };
  const timer = setInterval(() => taken.push(ask()), STATUS_EVERY_MS);
  return async () => {
    clearInterval(timer);
    return (await Promise.all(taken)).sort((a, b) => a - b);
  };
}

async function writtenSince(
  knex: Knex,
  since: Date,
  until: Date,
): Promise<Map<number, number>> {
  const { rows } = await knex.raw(
    `SELECT id::float8, extract(epoch FROM created_at)::float8 * 1000 AS at
     FROM feed_events WHERE created_at >= ? AND created_at < ?`,
    [since, until],
  );
  return new Map(
    (rows as { id: number; at: number }[]).map(({ id, at }) => [id, at]),
  );
}

async function measureBackend(
  { databaseUrl }: Bench,
  crowd: Helper<CrowdOrder>,
  sockets: number,
): Promise<MeasuredBackend> {
  const { knex, drop } = await freshDatabase(databaseUrl, 'live');
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'leadshop-bench-'));
  const users = Number(
    process.env.BENCH_USERS ?? Math.max(1, Math.round(sockets / TABS)),
  );
  const backend = await LiveBackend.start({
    databaseUrl,
    database: knex.client.config.connection.database,
    folder,
    users,
    role: WORKER ? 'api' : 'all',
    node: process.env.BENCH_PROFILE
      ? ['--cpu-prof', '--cpu-prof-dir', process.env.BENCH_PROFILE]
      : [],
  });
  const worker = WORKER
    ? new Helper<WorkerOrder>(file('workerEntry.ts'))
    : undefined;
  try {
    const { process: helper } = backend;
    const databaseOfTests = new URL(databaseUrl);
    databaseOfTests.pathname = `/${knex.client.config.connection.database}`;
    await worker?.tell({ do: 'work', databaseUrl: databaseOfTests.href });
    const tokens = await backend.signIn(users);
    const ask = (some: string[], each: boolean) =>
      helper.tell<number>({ do: 'ask', tokens: some, each });
    await ask(tokens, false);
    const together = users / ((await ask(tokens, false)) / 1000);
    const few = tokens.slice(0, ASKED_EACH);
    await ask(few, true);
    const oneByOne = few.length / ((await ask(few, true)) / 1000);

    const open = (n: number) =>
      crowd.tell<number>({
        do: 'open',
        port: backend.port,
        path: '/api/leadshop-testing/v1/ws',
        protocol: LIVE_PROTOCOL,
        tokens,
        sockets: n,
      });
    await open(Math.min(100, sockets / 10));
    await orderFor(knex, WARM_UP_SECONDS / 2, users);
    await helper.tell({ do: 'collect' });
    const few0 = Math.min(100, sockets / 10);
    const rssBefore = await helper.rss();
    const before = performance.now();
    await open(sockets);
    const opened = sockets / ((performance.now() - before) / 1000);
    await sleep(SETTLE_MS);
    const idleFrom = await helper.cpu();
    await sleep(SETTLE_MS);
    const idle = ((await helper.cpu()) - idleFrom) / (SETTLE_MS / 1000);
    await helper.tell({ do: 'collect' });
    const perSocket =
      ((await helper.rss()) - rssBefore) / (sockets - few0) / 1024;

    await orderFor(knex, WARM_UP_SECONDS, users);
    await crowd.tell({ do: 'note' });
    const statusTimes = askStatus(backend, tokens[0]);
    await sleep(1_000);
    const since = new Date();
    const cpuFrom = await helper.cpu();
    const crowdFrom = await crowd.cpu();
    const ordered = await orderFor(knex, SECONDS, users);
    const cpu = ((await helper.cpu()) - cpuFrom) / SECONDS;
    const crowdCpu = ((await crowd.cpu()) - crowdFrom) / SECONDS;
    const crowdLag = await crowd.tell<number>({ do: 'lag' });
    const until = new Date();
    await sleep(2_000);
    const status = await statusTimes();
    const seen = await crowd.tell<Seen>({ do: 'take' });
    const written = await writtenSince(knex, since, until);
    const rssUnderLoad =
      ((await helper.rss()) - rssBefore) / (sockets - few0) / 1024;
    await crowd.tell({ do: 'end' });
    return {
      sockets,
      users,
      seconds: SECONDS,
      leadsPerMinute: LEADS_PER_MINUTE,
      together,
      oneByOne,
      opened,
      idle,
      cpu,
      crowdCpu,
      crowdLag,
      perSocket,
      rssUnderLoad,
      ordered,
      events: written.size,
      frames: seen.global.at.length / sockets / SECONDS,
      sizes: seen.sizes,
      closed: seen.closed,
      codes: seen.codes,
      refused: seen.refused,
      global: latencies(seen.global, written),
      tests: latencies(seen.tests, written),
      status,
    };
  } finally {
    await worker?.stop();
    await backend.process.stop();
    await drop();
    await fs.rm(folder, { recursive: true, force: true });
  }
}

async function measureBare(
  crowd: Helper<CrowdOrder>,
  sockets: number,
  sizes: number[],
): Promise<MeasuredBare> {
  const bare = new Helper<BareOrder>(file('bareEntry.ts'));
  try {
    const port = await bare.tell<number>({ do: 'listen' });
    const open = (n: number) =>
      crowd.tell({
        do: 'open',
        port,
        path: '/',
        protocol: 'bare',
        tokens: ['x'],
        sockets: n,
      });
    const few = Math.min(100, sockets / 10);
    await open(few);
    await bare.tell({ do: 'collect' });
    const rssBefore = await bare.rss();
    await open(sockets);
    await bare.tell({ do: 'collect' });
    const perSocket = ((await bare.rss()) - rssBefore) / (sockets - few) / 1024;
    await crowd.tell({ do: 'note' });
    const sent = await bare.tell<number[]>({
      do: 'broadcast',
      sizes,
      every: FRAME_MS,
    });
    await sleep(2_000);
    const { global } = await crowd.tell<Seen>({ do: 'take' });
    return {
      perSocket,
      global: latencies(global, bareTimes(sent, 0)),
      waited: latencies(global, bareTimes(sent, FRAME_MS)),
    };
  } finally {
    await bare.stop();
  }
}

/** Measures P4. */
export default async function live(bench: Bench): Promise<Figure[]> {
  const sockets = Number(bench.args[0] ?? 10_000);
  await requireFiles(sockets);
  const crowd = new Helper<CrowdOrder>(file('crowdEntry.ts'));
  try {
    const ours = await measureBackend(bench, crowd, sockets);
    const bare = await measureBare(crowd, sockets, ours.sizes);
    return liveFigures(ours, bare);
  } finally {
    await crowd.stop();
  }
}
