/* Requests as people make them, drawn at random; the same seed, the same ones. */
import { Knex } from 'knex';
import {
  FULL_PIPELINE_STEPS,
  COMPONENT_SLUGS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** What requests can name: taken from what is stored. */
export interface HistorySample {
  users: string[];
  entities: string[];
  batches: string[];
  leads: string[];
  names: string[];
  times: string[];
  test_ids: string[];
  leadPaths: string[];
  previous: { lead_id: string; before: string }[];
}

/** A page of the history. */
export interface HistoryRequest {
  fields: Record<string, string>;
  cursor: { sort: string; value: string | number; id: string } | undefined;
  path: string;
}

const SOME = 500;

/** Reads what requests can name. */
export async function sampleOf(knex: Knex): Promise<HistorySample> {
  const tests: {
    id: string;
    lead_id: string | null;
    created_at: Date;
    name: string | null;
  }[] = await knex('test_executions')
    .select(
      'id',
      'lead_id',
      'created_at',
      knex.raw(`lead_data->>'business_name' AS name`),
    )
    .orderByRaw('md5(id::text)')
    .limit(SOME);
  const column = async (table: string, name: string): Promise<string[]> =>
    knex(table).whereNotNull(name).distinct(name).limit(SOME).pluck(name);
  const ofLeads = tests.filter(({ lead_id }) => lead_id !== null);
  const names = tests.map(({ name }) => name ?? '').filter(Boolean);
  const random = randomFrom(3);
  const one = <T>(list: readonly T[]): T =>
    list[Math.floor(random() * list.length)];
  return {
    users: await column('history_origins', 'user_ref'),
    entities: await column('history_origins', 'entity_ref'),
    batches: (await knex('batches').limit(SOME).pluck('id')) as string[],
    leads: ofLeads.map(({ lead_id }) => String(lead_id)),
    names,
    times: tests.map(({ created_at }) => created_at.toISOString()),
    test_ids: tests.map(({ id }) => id),
    leadPaths: Array.from({ length: SOME }, () => {
      const address = new URLSearchParams();
      if (random() < 0.3) address.set('q', partOf(one(names), random));
      if (random() < 0.4) {
        address.set('status', one(['new', 'completed', 'failed']));
      }
      if (random() < 0.3) {
        address.set(
          'sort',
          one(['business_name', '-business_name', 'created_at']),
        );
      }
      return `/leads?${address}`;
    }),
    previous: ofLeads.map(({ lead_id, created_at }) => ({
      lead_id: String(lead_id),
      before: created_at.toISOString(),
    })),
  };
}

/** Draws pages of the history. */
export function drawnRequests(
  sample: HistorySample,
  count: number,
  seed = 42,
): HistoryRequest[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => drawn(sample, random));
}

function drawn(sample: HistorySample, random: () => number): HistoryRequest {
  const one = <T>(list: readonly T[]): T =>
    list[Math.floor(random() * list.length)];
  const period = () => [one(sample.times), one(sample.times)].sort();
  const [from, to] = period();
  const possible: [name: string, share: number, value: () => string][] = [
    [
      'status',
      0.35,
      () =>
        one(['success', 'failed', 'cancelled', 'failed,cancelled', 'running']),
    ],
    ['test_type', 0.15, () => one(['full_pipeline', 'smoke'])],
    ['component', 0.2, () => one(COMPONENT_SLUGS)],
    ['failed_step', 0.1, () => one(FULL_PIPELINE_STEPS).step_name],
    ['provider_mode', 0.2, () => one(['live', 'sandbox'])],
    ['user', 0.2, () => one(sample.users)],
    ['from', 0.2, () => from],
    ['to', 0.2, () => to],
    ['q', 0.1, () => partOf(one(sample.names), random)],
    [
      'entity_ref',
      sample.entities.length > 0 ? 0.08 : 0,
      () => one(sample.entities),
    ],
    [
      'batch_id',
      sample.batches.length > 0 ? 0.05 : 0,
      () => one(sample.batches),
    ],
    ['lead_id', 0.05, () => one(sample.leads)],
    [
      'sort',
      0.3,
      () =>
        one([
          'created_at',
          '-score',
          'score',
          '-execution_time',
          'execution_time',
        ]),
    ],
  ];
  const fields: Record<string, string> = {};
  // A third looks at what is there, as it is
  if (random() > 0.3) {
    for (const [name, share, value] of possible) {
      if (random() < share) fields[name] = value();
    }
  }
  // Where a page of these tests may have ended
  const within = sample.times.filter(
    time => time >= (fields.from ?? '') && time < (fields.to ?? '9'),
  );
  const cursor =
    within.length > 0 && random() < 0.4
      ? cursorIn(fields.sort ?? '-created_at', one(within), random)
      : undefined;
  const address = new URLSearchParams(fields);
  if (cursor) {
    const { sort, value, id } = cursor;
    address.set(
      'cursor',
      Buffer.from(JSON.stringify([sort, value, id])).toString('base64url'),
    );
  }
  return { fields, cursor, path: `/history?${address}` };
}

function cursorIn(sort: string, time: string, random: () => number) {
  const id = '80000000-0000-4000-8000-000000000000';
  if (sort.endsWith('created_at')) return { sort, value: time, id };
  const value = sort.endsWith('score')
    ? Math.round(random() * 1000) / 10
    : Math.round(random() * 40_000);
  return { sort, value, id };
}

/** Four to nine letters of a name. */
function partOf(name: string, random: () => number): string {
  const length = 4 + Math.floor(random() * 6);
  const start = Math.floor(random() * Math.max(1, name.length - length));
  return name.slice(start, start + length).trim() || name;
}

/** Numbers between 0 and 1 (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
