/* R2: all connections of the backends are terminated under load. */
import { setTimeout as sleep } from 'node:timers/promises';
import { underLoad } from '../support/underLoad';
import type { Cell } from '.';

const TIMES = 20;
const SHORT_TIMES = 5;

export const connectionsTerminated: Cell = ({ stage, chance, times }) =>
  underLoad(stage, {
    inject: async () => {
      const rounds = times(TIMES, SHORT_TIMES);
      let terminated = 0;
      for (let n = 0; n < rounds; n++) {
        await sleep(chance.between(100, 2_000));
        terminated += await stage.terminateConnections();
      }
      return `all connections terminated, ${rounds} times (${terminated} connections)`;
    },
  });
