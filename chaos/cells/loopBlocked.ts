/*
 * The event loop of a backend stands still: it computes, and the whole process is
 * suspended, for less than the time after which it is given up for dead and for
 * more. One that comes back from the dead finds its tests taken.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { underLoad } from '../support/underLoad';
import type { Cell } from '.';

const COMPUTES_MS = 6_000;
const NAPS_MS = 8_000;
const DEAD_MS = 28_000;

export const loopBlocked: Cell = ({ stage }) =>
  underLoad(stage, {
    recoverWithinMs: 90_000,
    inject: async () => {
      const [first, second] = stage.backends;
      first.block(COMPUTES_MS);
      await sleep(COMPUTES_MS + 2_000);
      for (const [backend, ms] of [
        [second, NAPS_MS],
        [first, DEAD_MS],
      ] as const) {
        const goOn = backend.suspend();
        try {
          await sleep(ms);
        } finally {
          goOn();
        }
        await sleep(2_000);
      }
      return `a loop that computes for ${
        COMPUTES_MS / 1_000
      } s, backends suspended for ${NAPS_MS / 1_000} and ${DEAD_MS / 1_000} s`;
    },
  });
