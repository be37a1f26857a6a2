/*
 * The demo portal: LeadShop Testing beside the catalog and the settings page
 * that every Backstage portal has. Features are named one by one, so that a
 * company can read here what its own portal needs.
 */
import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import catalogGraphPlugin from '@backstage/plugin-catalog-graph/alpha';
import orgPlugin from '@backstage/plugin-org/alpha';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import leadshopTestingPlugin from '@leadshop/backstage-plugin-leadshop-testing/alpha';
import { navModule } from './modules/nav';
import { signInModule } from './modules/sign-in';

export default createApp({
  features: [
    catalogPlugin,
    catalogGraphPlugin,
    orgPlugin,
    userSettingsPlugin,
    leadshopTestingPlugin,
    navModule,
    signInModule,
  ],
});
