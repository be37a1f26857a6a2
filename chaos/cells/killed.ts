/*
 * R1: a backend is killed at a random moment, again and again; the other goes on.
 * What it was just sending to a webhook is sent by somebody, under the same id.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { underLoad } from '../support/underLoad';
import type { Cell } from '.';

const KILLS = 50;
const SHORT_KILLS = 3;

export const killed: Cell = async ({ stage, chance, short }) => {
  const kills = short ? SHORT_KILLS : KILLS;
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
  result.findings.events.push(...(await stage.receiver.wrong(stage)));
  result.remarks.push(stage.receiver.remark);
  return result;
};
