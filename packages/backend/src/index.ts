/*
 * The portal's backend: wiring only. What stands in the block at the end
 * exists in development and is never loaded in production.
 */
import { createBackend } from '@backstage/backend-defaults';
import { endWithTheLog } from './endWithTheLog';

endWithTheLog();

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

// Optional, as LeadShop Testing works without them: search finds tests and
// leads, notifications tell of batches and components, and user-settings keeps
// saved views. Signals bring notifications to a page that is open.
backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-pg'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(
  import('@leadshop/backstage-plugin-search-backend-module-leadshop-testing'),
);
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));

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
