/*
 * What the backend tells those who watch it from outside: metrics and spans
 * through Backstage's services, and fields on every line of the log. Without an
 * OpenTelemetry SDK in the process (packages/backend brings one) metrics and
 * spans go nowhere; trace ids are there all the same.
 *
 * Nothing here carries personal data: ids, names of steps, providers and faults.
 * Labels of metrics have few values each, so that there are few series; ids are
 * attributes of spans and fields of lines alone. Errors never pass through a span,
 * because their words may quote what a site or a server said.
 */
export { ContextLogger, withLogFields } from './logContext';
export { Instruments } from './Instruments';
export { Telemetry, type TestEnd } from './Telemetry';
