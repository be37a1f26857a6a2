/* A whole backend as a process of its own, for tests that kill it. */
import { createBackend } from '@backstage/backend-defaults';
import { leadshopTestingPlugin } from '../plugin';

const backend = createBackend();
backend.add(leadshopTestingPlugin);
backend.start();
