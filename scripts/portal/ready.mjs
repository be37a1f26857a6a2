import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 500;

/** Users of examples/org.yaml; the catalog reads them after the start. */
const DEMO_USERS = [
  'admin',
  'qa-manager',
  'qa-tester',
  'developer',
  'viewer',
  'no-role',
];

/**
 * Waits until a browser can be let in: the backend is up, the pages are built,
 * and each demo user can sign in.
 *
 * @param {{ appUrl: string, backendUrl: string, demo: boolean }} portal
 * @param {AbortSignal} signal gives up waiting
 */
export async function untilReady({ appUrl, backendUrl, demo }, signal) {
  await untilOk(`${backendUrl}/.backstage/health/v1/readiness`, {}, signal);
  await untilOk(appUrl, {}, signal);
  if (demo) {
    for (const user of DEMO_USERS) {
      const headers = { 'X-Demo-User': user };
      await untilOk(`${backendUrl}/api/auth/demo/refresh`, headers, signal);
    }
  }
}

async function untilOk(url, headers, signal) {
  while (!signal.aborted) {
    const ok = await fetch(url, { headers, signal }).then(
      async response => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
    if (ok) return;
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

/** A restart after a change of the code takes less. */
const AWAY_AFTER_MS = 20_000;

/**
 * Says when the backend has been away, because the command that runs it stays
 * quiet when it was killed. Ends with the signal.
 *
 * @param {{ backendUrl: string }} portal
 * @param {AbortSignal} signal
 * @param {(line: string) => void} say
 */
export async function watchBackend({ backendUrl }, signal, say) {
  let seen = Date.now();
  let told = false;
  while (!signal.aborted) {
    await delay(5_000, undefined, { signal }).catch(() => {});
    const there = await fetch(`${backendUrl}/.backstage/health/v1/liveness`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    }).then(
      response => response.arrayBuffer().then(() => true),
      () => false,
    );
    if (there) {
      if (told) say(`The backend answers again on ${backendUrl}.`);
      seen = Date.now();
      told = false;
    } else if (!told && !signal.aborted && Date.now() - seen > AWAY_AFTER_MS) {
      say(
        `The backend does not answer on ${backendUrl}. If it was killed, press Ctrl-C and run npm start again: running tests go on where they were.`,
      );
      told = true;
    }
  }
}
