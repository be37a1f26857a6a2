/* The figures of P4, from what was measured. */
import { Figure, round } from '../database';
import { Spread } from './latency';

/** What a run with the backend showed. */
export interface MeasuredBackend {
  sockets: number;
  users: number;
  seconds: number;
  leadsPerMinute: number;
  /** Principals asked about in a second, roles handed over, and one by one. */
  together: number;
  oneByOne: number;
  opened: number;
  /** Cores. */
  idle: number;
  cpu: number;
  crowdCpu: number;
  /** Of the load generator, ms. */
  crowdLag: number;
  /** KB. */
  perSocket: number;
  rssUnderLoad: number;
  ordered: number;
  events: number;
  /** Per socket and second. */
  frames: number;
  sizes: number[];
  closed: number;
  codes: Record<number, number>;
  refused: number;
  global: Spread;
  tests: Spread;
  /** Answers of `/status`, ms, in order. */
  status: number[];
}

/** What the yardstick showed. */
export interface MeasuredBare {
  perSocket: number;
  global: Spread;
  /** The same with events that wait for the next frame. */
  waited: Spread;
}

function spread(name: string, { p50, p95, p99, slowest }: Spread): Figure[] {
  return [
    { name: `${name}, p50`, value: p50, unit: 'ms' },
    { name: `${name}, p95`, value: p95, unit: 'ms' },
    { name: `${name}, p99`, value: p99, unit: 'ms' },
    { name: `${name}, slowest`, value: slowest, unit: 'ms' },
  ];
}

/** The figures, each with its goal where it has one. */
export function liveFigures(
  ours: MeasuredBackend,
  bare: MeasuredBare,
): Figure[] {
  const ratio = ours.global.p99 / bare.global.p99;
  const slowestStatus = ours.status.at(-1) ?? Infinity;
  const goal = (figures: Figure[], at: number, limit: number): Figure[] =>
    figures.map((figure, i) =>
      i === at
        ? { ...figure, goal: `< ${limit}`, reached: figure.value < limit }
        : figure,
    );
  return [
    { name: 'sockets', value: ours.sockets, unit: `of ${ours.users} users` },
    {
      name: 'tests ordered',
      value: Math.round((ours.ordered / ours.seconds) * 60),
      unit: 'per minute',
      goal: `${ours.leadsPerMinute}`,
      reached: ours.ordered >= (ours.seconds * ours.leadsPerMinute) / 60 - 2,
    },
    { name: 'events', value: round(ours.events / ours.seconds), unit: 'per s' },
    {
      name: 'frames of each socket',
      value: round(ours.frames),
      unit: 'per s',
      goal: '<= 5',
      reached: ours.frames <= 5.1,
    },
    {
      name: 'bytes of a frame, median',
      value: ours.sizes.sort((a, b) => a - b)[ours.sizes.length >> 1] ?? 0,
      unit: 'bytes',
    },
    ...goal(spread('P4 event to every socket on global', ours.global), 2, 250),
    ...goal(spread('step to sockets on its test', ours.tests), 2, 100),
    ...spread('yardstick: bare ws broadcast', bare.global),
    {
      name: 'ratio of p99',
      value: round(ratio),
      unit: '',
      goal: '<= 2',
      reached: ratio <= 2,
    },
    {
      name: 'yardstick, waiting for its frame as ours, p99',
      value: bare.waited.p99,
      unit: 'ms',
    },
    {
      name: 'ratio of p99, waiting in both',
      value: round(ours.global.p99 / bare.waited.p99),
      unit: '',
    },
    {
      name: 'memory of a socket, connected',
      value: round(ours.perSocket),
      unit: 'KB',
      goal: '< 20',
      reached: ours.perSocket < 20,
    },
    {
      name: 'memory of a socket, under load',
      value: round(ours.rssUnderLoad),
      unit: 'KB',
    },
    { name: 'the same, bare ws', value: round(bare.perSocket), unit: 'KB' },
    {
      name: 'GET /status meanwhile, slowest',
      value: Math.round(slowestStatus),
      unit: 'ms',
      goal: '< 200',
      reached: slowestStatus < 200,
    },
    {
      name: 'GET /status meanwhile, median',
      value: Math.round(ours.status[ours.status.length >> 1] ?? Infinity),
      unit: 'ms',
    },
    {
      name: 'sockets that closed',
      value: ours.closed,
      unit: ours.closed === 0 ? '' : `by code: ${JSON.stringify(ours.codes)}`,
      goal: '0',
      reached: ours.closed === 0,
    },
    { name: 'refusals while they opened', value: ours.refused, unit: '' },
    { name: 'sockets opened', value: round(ours.opened), unit: 'per s' },
    {
      name: "backend's processor, idle",
      value: round(ours.idle),
      unit: 'cores',
    },
    {
      name: "backend's processor, under load",
      value: round(ours.cpu),
      unit: 'cores',
    },
    {
      name: "load generator's processor",
      value: round(ours.crowdCpu),
      unit: 'cores',
    },
    {
      name: "load generator's own lag, p99",
      value: round(ours.crowdLag),
      unit: 'ms',
    },
    {
      name: 'principals whose permissions are asked for, roles handed over',
      value: Math.round(ours.together),
      unit: 'per s',
      goal: '>= 1000',
      reached: ours.together >= 1_000,
    },
    {
      name: 'principals asked about one by one',
      value: Math.round(ours.oneByOne),
      unit: 'per s',
    },
  ];
}
