/*
 * R1: a backend is killed at a random moment, again and again; the other goes on.
 * What it was just sending to a webhook is sent by somebody, under the same id.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Knex } from 'knex';
import { underLoad } from '../support/underLoad';
import type { Cell } from '.';

const KILLS = 50;
const SHORT_KILLS = 3;
const RESUMED_WITHIN_S = 30;

export const killed: Cell = async ({ stage, chance, times }) => {
  const kills = times(KILLS, SHORT_KILLS);
  await stage.ensureBackends();
  await stage.receiver.subscribe(stage);
  const result = await underLoad(stage, {
    inject: async () => {
      for (let n = 0; n < kills; n++) {
        await sleep(chance.between(0, 4_000));
        const victim = chance.oneOf(stage.backends);
        await victim.kill();
        await victim.start();
      }
      return `kill -9 of one of two backends, ${kills} times`;
    },
  });
  const { findings, remarks } = result;
  findings.events.push(...(await stage.receiver.wrong(stage)));
  const rests = await restsOf(stage.knex);
  for (const { test_id: id, seconds } of rests) {
    if (seconds <= RESUMED_WITHIN_S) continue;
    findings.tests.push(`test ${id} went on only after ${seconds} s`);
  }
  remarks.push(
    `${rests.length} times a test went on elsewhere, after ${
      rests[0]?.seconds ?? 0
    } s at most`,
    stage.receiver.remark,
  );
  return result;
};

/** How long tests stood still until another backend went on, the longest first. */
async function restsOf(
  knex: Knex,
): Promise<{ test_id: string; seconds: number }[]> {
  const { rows } = await knex.raw(
    `SELECT test_id, round(extract(epoch FROM created_at - before), 1)::float8 AS seconds
     FROM (SELECT test_id, created_at, payload->>'kind' AS kind,
         lag(created_at) OVER (PARTITION BY test_id ORDER BY id) AS before
       FROM feed_events WHERE test_id IS NOT NULL) AS event
     WHERE kind = 'resumed' ORDER BY seconds DESC`,
  );
  return rows;
}
