/* A whole backend as a process of its own: the plugin and the pipelines of chaos. */
import { createBackend } from '@backstage/backend-defaults';
import { leadshopTestingPlugin } from '../../plugins/leadshop-testing-backend/src/plugin';
import { chaosPipelines } from './pipelines';

const backend = createBackend();
backend.add(leadshopTestingPlugin);
backend.add(chaosPipelines);
backend.start();
