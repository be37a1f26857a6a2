/* A whole backend as a process of its own, for tests that kill it. */
import { createBackend } from '@backstage/backend-defaults';
import { createBackendModule } from '@backstage/backend-plugin-api';
import { pipelinesExtensionPoint } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { leadshopTestingPlugin } from '../plugin';
import { chain, step } from './waitingPipeline';

const backend = createBackend();
backend.add(leadshopTestingPlugin);
backend.add(
  createBackendModule({
    pluginId: 'leadshop-testing',
    moduleId: 'deadly',
    register(env) {
      env.registerInit({
        deps: { point: pipelinesExtensionPoint },
        async init({ point }) {
          const kill = async () => {
            process.kill(process.pid, 'SIGKILL');
            return { details: {}, provider_mode: null };
          };
          point.addPipeline(chain('deadly', [step('kill', 1, { run: kill })]));
        },
      });
    },
  }),
);
backend.start();
