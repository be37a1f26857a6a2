/* R4: sockets are cut a thousand times under load, and miss nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { underLoad } from '../support/underLoad';
import type { Cell } from '.';

const CUTS = 1_000;
const SHORT_CUTS = 100;
const WATCHERS = 20;

export const socketsCut: Cell = ({ stage, chance, times }) =>
  underLoad(stage, {
    watchers: WATCHERS,
    watcherRetryMs: 200,
    inject: async ({ watchers }) => {
      const meant = times(CUTS, SHORT_CUTS);
      const cuts = () => watchers.reduce((n, watcher) => n + watcher.cuts, 0);
      while (cuts() < meant) {
        chance.oneOf(watchers).cut();
        await sleep(chance.between(0, 60));
      }
      return `sockets of ${WATCHERS} watchers cut, ${cuts()} times`;
    },
  });
