/*
 * Where alerts and ended tests are sent. A secret is shown once, when it is made;
 * after that the server answers none.
 */
export { WebhooksTab } from './WebhooksTab';
export { eventText, webhookName } from './webhookWords';
