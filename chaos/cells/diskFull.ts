/* The store of artifacts has no room: it refuses what is put, and takes it again later. */
import { setTimeout as sleep } from 'node:timers/promises';
import { underLoad } from '../support/underLoad';
import type { Cell } from '.';

const FULL_MS = 15_000;
const INSUFFICIENT_STORAGE = 507;

export const diskFull: Cell = ({ stage }) =>
  underLoad(stage, {
    inject: async () => {
      const { id } = stage.sandbox.addFault({
        component: 's3',
        kind: 'status',
        status: INSUFFICIENT_STORAGE,
      });
      await sleep(FULL_MS);
      stage.sandbox.removeFault(id);
      return `S3 answers ${INSUFFICIENT_STORAGE} for ${FULL_MS / 1_000} s`;
    },
  });
