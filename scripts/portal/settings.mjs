// What app-config says about where the portal listens, read as the backend
// reads it: files, environment and all.
import { ConfigSources } from '@backstage/config-loader';
import { fileURLToPath } from 'node:url';
import { ClearError } from '../clear-line.mjs';

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/**
 * @typedef {object} Listener
 * @property {string} what for messages
 * @property {number} port
 * @property {string} setting the config path that changes it
 *
 * @typedef {object} PortalSettings
 * @property {string} appUrl
 * @property {string} backendUrl
 * @property {boolean} demo whether the demo users can sign in
 * @property {('credentials' | 'audit')[]} withoutKeys what it has no keys for
 * @property {Listener[]} listeners
 */

/** @returns {Promise<PortalSettings>} */
export async function readPortalSettings() {
  const config = await ConfigSources.toConfig(
    ConfigSources.default({ rootDir: REPOSITORY, watch: false }),
  ).catch(error => {
    throw new ClearError(`The configuration cannot be read: ${error.message}`);
  });
  const appUrl = config.getString('app.baseUrl');
  const backendUrl = config.getString('backend.baseUrl');
  const listeners = [
    { what: 'the portal', port: portOf(appUrl), setting: 'app.baseUrl' },
    {
      what: 'the backend',
      port: config.getOptionalNumber('backend.listen.port') ?? 7007,
      setting: 'backend.listen.port',
    },
  ];
  if (config.getOptionalBoolean('leadshopSandbox.enabled') ?? true) {
    for (const [protocol, port] of [
      ['http', 7010],
      ['https', 7011],
      ['smtp', 7025],
    ]) {
      const setting = `leadshopSandbox.${protocol}.port`;
      listeners.push({
        what: `the sandbox (${protocol})`,
        port: config.getOptionalNumber(setting) ?? port,
        setting,
      });
    }
  }
  const demo = config.has('auth.providers.demo');
  const withoutKeys = ['credentials', 'audit'].filter(
    name => !config.has(`leadshopTesting.${name}.keys`),
  );
  config.close();
  return { appUrl, backendUrl, demo, withoutKeys, listeners };
}

function portOf(url) {
  const { port, protocol } = new URL(url);
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}
