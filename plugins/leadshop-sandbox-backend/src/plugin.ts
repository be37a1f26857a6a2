import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { readSandboxConfig } from './config';
import { startSandbox } from './sandbox';

/**
 * Runs the sandbox beside a portal in development.
 *
 * @public
 */
export const leadshopSandboxPlugin = createBackendPlugin({
  pluginId: 'leadshop-sandbox',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
      },
      async init({ config, lifecycle, logger }) {
        const options = readSandboxConfig(config);
        if (!options) {
          logger.info('The sandbox is off (leadshopSandbox.enabled: false)');
          return;
        }
        if (process.env.NODE_ENV === 'production') {
          throw new NotAllowedError(
            'The LeadShop sandbox is for development and tests and does not run with NODE_ENV=production. Set leadshopSandbox.enabled to false and give the providers of leadshopTesting their keys.',
          );
        }
        const sandbox = await startSandbox({ ...options, logger });
        lifecycle.addShutdownHook(() => sandbox.stop());
        logger.info(
          `Sandbox at ${sandbox.httpUrl}, ${sandbox.httpsUrl} and smtp://${sandbox.smtpHost}:${sandbox.smtpPort}`,
        );
      },
    });
  },
});
