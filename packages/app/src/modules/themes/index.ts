import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { ThemeBlueprint } from '@backstage/plugin-app-react';
import { portalThemes } from './themes';

/** Light and dark, between which one can change without losing anything. */
export const themesModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    ThemeBlueprint.make({
      name: 'light',
      params: { theme: portalThemes.light },
    }),
    ThemeBlueprint.make({ name: 'dark', params: { theme: portalThemes.dark } }),
  ],
});
