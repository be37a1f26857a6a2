import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 1_000;

/** Gives back the memory that nothing needs, as far as the engine can. */
export async function collect(): Promise<void> {
  global.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  await sleep(PAUSE_MS);
}
