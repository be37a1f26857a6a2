/*
 * The demo portal: LeadShop Testing beside the catalog, search, notifications
 * and settings that most Backstage portals have. Features are named one by one, so that a
 * company can read here what its own portal needs.
 */
import { createApp } from '@backstage/frontend-defaults';
import userSettingsStorageModule from '@backstage/plugin-app-module-user-settings';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import catalogGraphPlugin from '@backstage/plugin-catalog-graph/alpha';
import notificationsPlugin from '@backstage/plugin-notifications/alpha';
import orgPlugin from '@backstage/plugin-org/alpha';
import searchPlugin from '@backstage/plugin-search/alpha';
import signalsPlugin from '@backstage/plugin-signals/alpha';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import leadshopTestingPlugin from '@leadshop/backstage-plugin-leadshop-testing/alpha';
import { navModule } from './modules/nav';
import { notificationSettingsModule } from './modules/notification-settings';
import { signInModule } from './modules/sign-in';
import { themesModule } from './modules/themes';

export default createApp({
  features: [
    catalogPlugin,
    catalogGraphPlugin,
    orgPlugin,
    searchPlugin,
    notificationsPlugin,
    signalsPlugin,
    userSettingsPlugin,
    userSettingsStorageModule,
    leadshopTestingPlugin,
    navModule,
    notificationSettingsModule,
    signInModule,
    themesModule,
  ],
});
