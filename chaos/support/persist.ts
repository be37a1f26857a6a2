import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 250;
const TRIES = 120;

/** Asks until it is answered: the database is away now and then, on purpose. */
export async function persist<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries === TRIES) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
