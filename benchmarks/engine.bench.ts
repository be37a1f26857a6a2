/*
 * P1: how many tests of twelve steps that wait for nothing the engine runs in a
 * minute, everything persisted and every event delivered to a listener that is a
 * replica of its own. Twice: with steps that say that they only compute, so that
 * they need not wait until the results before them are stored, and with steps that
 * the engine has to take for such as reach outside. Yardstick: a bare
 * graphile-worker loop on the same cluster that writes the same rows, a test in
 * one statement, without the engine.
 */
import { Knex } from 'knex';
import { Bench, Figure, freshDatabase, round } from './support/database';
import { bareLoad, engineLoad, EVENTS_PER_TEST } from './support/engineLoad';

const TESTS = Number(process.env.BENCH_TESTS ?? 5_000);
const MINUTE_MS = 60_000;

async function onFresh<T>(
  { databaseUrl }: Bench,
  measure: (knex: Knex) => Promise<T>,
): Promise<T> {
  const { knex, drop } = await freshDatabase(databaseUrl, 'engine');
  const measured = await measure(knex);
  await drop();
  return measured;
}

/** Measures P1. */
export default async function engine(bench: Bench): Promise<Figure[]> {
  const bare =
    MINUTE_MS /
    (await onFresh(bench, knex => bareLoad(knex, { tests: TESTS })));
  const run = (computesOnly: boolean) =>
    onFresh(bench, knex => engineLoad(knex, { tests: TESTS, computesOnly }));
  const computing = await run(true);
  const reaching = await run(false);
  const perMinute = MINUTE_MS / computing.each;
  const ratio = perMinute / bare;
  const events = Math.min(computing.events, reaching.events);
  return [
    {
      name: 'P1 tests of 12 steps that only compute, ended and told',
      value: Math.round(perMinute),
      unit: 'per minute',
      goal: '>= 25000',
      reached: perMinute >= 25_000,
    },
    {
      name: 'yardstick: bare loop that writes the same rows',
      value: Math.round(bare),
      unit: 'per minute',
    },
    {
      name: 'ratio',
      value: round(ratio),
      unit: '',
      goal: '>= 0.35',
      reached: ratio >= 0.35,
    },
    {
      name: 'the same with steps that may reach outside: each result stored before the next step',
      value: Math.round(MINUTE_MS / reaching.each),
      unit: 'per minute',
    },
    {
      name: 'ratio of that',
      value: round(MINUTE_MS / reaching.each / bare),
      unit: '',
    },
    {
      name: 'events delivered to the listener',
      value: round(events),
      unit: 'per test',
      goal: `${EVENTS_PER_TEST}`,
      reached: events === EVENTS_PER_TEST,
    },
  ];
}
