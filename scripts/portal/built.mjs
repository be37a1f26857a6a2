// The portal as it is deployed: built pages, served by the backend on one
// port. Only the demo sign-in and the sandbox make it a development one.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { createRequire } from 'node:module';
import { backstageCli } from '../backstage-cli.mjs';
import { ClearError } from '../clear-line.mjs';
import { startGroup } from '../processes.mjs';
import { freePorts } from './ports.mjs';
import { untilReady } from './ready.mjs';
import { REPOSITORY } from './settings.mjs';

const NODE_TRANSFORM = createRequire(import.meta.url).resolve(
  '@backstage/cli/config/nodeTransform.cjs',
);
const START_TIMEOUT_MS = 180_000;

/** Builds packages/app into packages/app/dist. */
export async function buildPages() {
  const code = await startGroup(
    process.execPath,
    [backstageCli(), 'package', 'build'],
    { cwd: path.join(REPOSITORY, 'packages', 'app') },
  ).ended;
  if (code !== 0) {
    throw new ClearError('The pages could not be built; it says why above.');
  }
}

/**
 * @typedef {object} BuiltPortal
 * @property {string} url of pages and API
 * @property {string} sandboxUrl
 * @property {string} sandboxSitesUrl of the lead web sites, over HTTPS
 * @property {number[]} ports on which it listens
 * @property {Record<string, string>} secrets that nobody but it may know
 * @property {import('../processes.mjs').Group} group
 */

/**
 * Starts the portal on free ports and waits until a browser can be let in.
 *
 * @param {object} database what `backend.database` says
 * @param {(group: import('../processes.mjs').Group) => void} [onStart] is
 *   given the processes at once, so that they can be stopped while they start
 * @param {number[]} [ports] of one that was stopped, to be where it was
 * @returns {Promise<BuiltPortal>}
 */
export async function startBuiltPortal(database, onStart, ports) {
  const listening = ports ?? (await freePorts(4));
  const [port, http, https, smtp] = listening;
  const url = `http://localhost:${port}`;
  const secrets = madeUpSecrets();
  const group = startGroup(
    process.execPath,
    ['--enable-source-maps', '--require', NODE_TRANSFORM, 'src/index'],
    {
      cwd: path.join(REPOSITORY, 'packages', 'backend'),
      env: {
        ...process.env,
        NODE_ENV: 'development',
        APP_CONFIG_app_baseUrl: url,
        APP_CONFIG_backend_baseUrl: url,
        APP_CONFIG_backend_listen_port: String(port),
        APP_CONFIG_backend_cors_origin: url,
        APP_CONFIG_backend_database: JSON.stringify(database),
        APP_CONFIG_leadshopSandbox_http_port: String(http),
        APP_CONFIG_leadshopSandbox_https_port: String(https),
        APP_CONFIG_leadshopSandbox_smtp_port: String(smtp),
        APP_CONFIG_leadshopTesting_credentials_keys: JSON.stringify([
          { id: 'built', secret: secrets.credentialsKey },
        ]),
        APP_CONFIG_leadshopTesting_audit_keys: JSON.stringify([
          { id: 'built', secret: secrets.auditKey },
        ]),
        // The sandbox takes any
        APP_CONFIG_leadshopTesting_providers_llm_apiKey: secrets.llmKey,
        APP_CONFIG_leadshopTesting_providers_llm_baseUrl: `http://127.0.0.1:${http}/openai/v1`,
        APP_CONFIG_leadshopTesting_sampleLead_websiteUrl: `https://localhost:${https}/sites/sunrise-dental`,
      },
    },
  );
  onStart?.(group);
  const waiting = new AbortController();
  const timeout = setTimeout(() => waiting.abort(), START_TIMEOUT_MS);
  await Promise.race([
    group.ended,
    untilReady({ appUrl: url, backendUrl: url, demo: true }, waiting.signal),
  ]);
  clearTimeout(timeout);
  const ready = !waiting.signal.aborted && group.isRunning();
  waiting.abort();
  if (!ready) {
    await group.stop();
    throw new ClearError('The portal did not start; it says why above.');
  }
  return {
    url,
    sandboxUrl: `http://127.0.0.1:${http}`,
    sandboxSitesUrl: `https://localhost:${https}/sites`,
    ports: listening,
    secrets,
    group,
  };
}

/** Words that are found wherever they get to. */
function madeUpSecrets() {
  return {
    credentialsKey: randomBytes(32).toString('base64'),
    llmKey: `llm-${randomBytes(16).toString('hex')}`,
    auditKey: randomBytes(32).toString('base64'),
  };
}
