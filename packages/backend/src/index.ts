/*
 * The portal's backend: wiring only. What stands in the block at the end
 * exists in development and is never loaded in production.
 */
import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-github-provider'));

backend.add(import('@backstage/plugin-catalog-backend'));

backend.add(import('@backstage/plugin-permission-backend'));
backend.add(
  import('@leadshop/backstage-plugin-permission-backend-module-leadshop-roles'),
);

backend.add(import('@leadshop/backstage-plugin-leadshop-testing-backend'));

if (process.env.NODE_ENV !== 'production') {
  backend.add(
    import('@leadshop/backstage-plugin-auth-backend-module-demo-provider'),
  );
  backend.add(import('@leadshop/backstage-plugin-leadshop-sandbox-backend'));
}

backend.start().catch(error => {
  // What did start would keep the process alive
  process.stderr.write(`${error}\n`);
  process.exit(1);
});
