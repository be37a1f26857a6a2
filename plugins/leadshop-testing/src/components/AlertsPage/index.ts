/*
 * What goes wrong and who is told. A tab for the alerts, one for the rules that
 * raise them, one for the webhooks that carry them to other systems, and one for
 * what could not be delivered. Each has permissions of its own; the server asks
 * for the same ones.
 */
export { AlertsPage } from './AlertsPage';
