/* The clock of one backend jumps by an hour, both ways, and back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { underLoad } from '../support/underLoad';
import type { Cell } from '.';

const HOUR_MS = 3_600_000;
const STAYS_MS = 8_000;

export const clockJumps: Cell = ({ stage }) =>
  underLoad(stage, {
    inject: async () => {
      const [backend] = stage.backends;
      for (const offset of [HOUR_MS, -HOUR_MS, 0]) {
        backend.shiftClock(offset);
        await sleep(STAYS_MS);
      }
      return 'the clock of one of two backends an hour ahead, an hour behind, right again';
    },
  });
