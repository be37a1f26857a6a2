import { setTimeout as sleep } from 'node:timers/promises';

const ROUNDS = 3;
const PAUSE_MS = 500;

/** Gives back the memory that nothing needs, as far as the engine can. */
export async function collect(): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    global.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    await sleep(PAUSE_MS);
  }
}
