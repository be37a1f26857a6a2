// `npm start`: PostgreSQL, the backend and the portal, until Ctrl-C.
import path from 'node:path';
import { backstageCli } from './backstage-cli.mjs';
import { run } from './clear-line.mjs';
import { onStopRequest, startGroup } from './processes.mjs';
import { requireSupportedNode } from './supported-node.mjs';

/** After this long without an answer, a hint where to look. */
const SLOW_MS = 180_000;
/** Unless variables of OpenTelemetry say otherwise: a page for Prometheus. */
const METRICS = {
  OTEL_METRICS_EXPORTER: 'prometheus',
  OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
  OTEL_EXPORTER_PROMETHEUS_PORT: '9464',
};

await run(async () => {
  requireSupportedNode();
  const cli = backstageCli();
  // These use what was installed
  const [
    { readPortalSettings, REPOSITORY },
    { requireFreePorts },
    { developmentKeys },
    ready,
  ] = await Promise.all([
    import('./portal/settings.mjs'),
    import('./portal/taken-ports.mjs'),
    import('./portal/development-keys.mjs'),
    import('./portal/ready.mjs'),
  ]);
  const { startChosenDatabase } = await import('./postgres/chosen.mjs');

  const portal = await readPortalSettings();
  await requireFreePorts(portal.listeners);

  let stopping = false;
  let group;
  onStopRequest({
    stop() {
      stopping = true;
      console.log('\nStopping. Ctrl-C again ends everything at once.');
      group?.stop();
    },
    force: () => group?.kill(),
  });

  const database = await startChosenDatabase();
  const waiting = new AbortController();
  try {
    if (stopping) return 0;
    console.log(`PostgreSQL: ${database.where}`);
    group = startGroup(process.execPath, [cli, 'repo', 'start'], {
      env: {
        ...METRICS,
        ...process.env,
        ...developmentKeys(path.join(REPOSITORY, '.data'), portal.withoutKeys),
        APP_CONFIG_backend_database: JSON.stringify(database.config),
      },
    });
    sayWhenReady(portal, waiting.signal, ready);
    const code = await group.ended;
    if (stopping) return 0;
    console.error('The portal ended by itself; it says why above.');
    return code || 1;
  } finally {
    waiting.abort();
    database.stop();
  }
});

async function sayWhenReady(portal, signal, { untilReady, watchBackend }) {
  const hint = setTimeout(
    () =>
      console.log(
        'The portal is not ready yet; if something went wrong, it is said above.',
      ),
    SLOW_MS,
  );
  signal.addEventListener('abort', () => clearTimeout(hint));
  await untilReady(portal, signal);
  clearTimeout(hint);
  if (signal.aborted) return;
  console.log(`
  LeadShop Testing is ready: ${portal.appUrl}
  The API is at ${portal.backendUrl}/api/leadshop-testing/v1${metricsLine()}
  Stop with Ctrl-C.
`);
  await watchBackend(portal, signal, line => console.error(`\n  ${line}\n`));
}

function metricsLine() {
  const env = { ...METRICS, ...process.env };
  return env.OTEL_METRICS_EXPORTER === 'prometheus'
    ? `\n  Metrics for Prometheus are at http://${env.OTEL_EXPORTER_PROMETHEUS_HOST}:${env.OTEL_EXPORTER_PROMETHEUS_PORT}/metrics`
    : '';
}
