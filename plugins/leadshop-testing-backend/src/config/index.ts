/*
 * Reads `leadshopTesting` once, when the backend starts. Everything that is
 * wrong stops the start with the path of the setting and the fix, so that
 * nobody finds out in the middle of a test.
 *
 * `settings.ts` is what the rest of the backend sees, `schema.ts` what may be
 * written in app-config, `providers.ts` who plays a service without keys, and
 * `readConfig.ts` puts them together. `portal.ts` reads what the portal around
 * the plugin must have.
 */
export * from './settings';
export { readLeadshopTestingConfig } from './readConfig';
export {
  allowedOrigins,
  refuseForeignPlugins,
  refuseWithoutPermissions,
} from './portal';
export { SettingsInForce } from './SettingsInForce';
