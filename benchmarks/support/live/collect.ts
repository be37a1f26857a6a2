import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 1_000;
const COLLECTIONS = 2;

/**
 * Gives back the memory that nothing needs. Each collection stops the process, so
 * there is time for others in between: sockets want to be answered.
 */
export async function collect(): Promise<void> {
  for (let i = 0; i < COLLECTIONS; i++) {
    global.gc?.({ type: 'major', execution: 'sync' });
    await sleep(PAUSE_MS);
  }
}
