/*
 * OpenTelemetry's SDK, loaded with `--require` before everything else: metrics for
 * Prometheus, metrics and traces by OTLP. It is off unless one of OpenTelemetry's
 * own variables asks for it, and it costs nothing then; see "Watching it" in
 * docs/operator-guide.md.
 *
 * The page for Prometheus has a port of its own and no sign-in. It listens on
 * 127.0.0.1, unless OTEL_EXPORTER_PROMETHEUS_HOST says otherwise.
 */
'use strict';

const { isMainThread } = require('node:worker_threads');

const { env } = process;
const collector =
  env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
const asked =
  collector || env.OTEL_METRICS_EXPORTER || env.OTEL_TRACES_EXPORTER;

// Threads of the backend load this file, too, and the port is taken by then
if (asked && isMainThread && env.OTEL_SDK_DISABLED !== 'true') {
  const DEFAULTS = {
    OTEL_SERVICE_NAME: 'leadshop-testing',
    // What is not asked for would be sent to a collector on this machine
    OTEL_METRICS_EXPORTER: env.OTEL_EXPORTER_OTLP_ENDPOINT ? 'otlp' : 'none',
    OTEL_TRACES_EXPORTER: collector ? 'otlp' : 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
    // The command line and the owner of the process are nobody's business
    OTEL_NODE_RESOURCE_DETECTORS: 'env,host',
    OTEL_BSP_SCHEDULE_DELAY: '1000',
    OTEL_LOG_LEVEL: 'warn',
  };
  for (const [name, value] of Object.entries(DEFAULTS)) env[name] ??= value;
  const { NodeSDK } = require('@opentelemetry/sdk-node');
  new NodeSDK().start();
}
