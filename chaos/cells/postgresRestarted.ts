/* R2: PostgreSQL is stopped and crashes under load, and comes back each time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { underLoad } from '../support/underLoad';
import type { Cell } from '.';

export const postgresRestarted: Cell = ({ stage, chance }) =>
  underLoad(stage, {
    inject: async () => {
      await stage.restartPostgres('fast', 0);
      await sleep(chance.between(3_000, 8_000));
      await stage.restartPostgres('immediate', 2_000);
      await sleep(chance.between(3_000, 8_000));
      await stage.restartPostgres('fast', 10_000);
      return 'PostgreSQL restarted at once, crashed for 2 s, away for 10 s';
    },
  });
