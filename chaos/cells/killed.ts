/* R1: a backend is killed at a random moment, again and again; the other goes on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { underLoad } from '../support/underLoad';
import type { Cell } from '.';

const KILLS = 50;
const SHORT_KILLS = 3;

export const killed: Cell = ({ stage, chance, short }) => {
  const kills = short ? SHORT_KILLS : KILLS;
  return underLoad(stage, {
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
};
