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
