import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';

const signInPage = SignInPageBlueprint.make({
  params: {
    loader: async () => (await import('./PortalSignInPage')).PortalSignInPage,
  },
});

/** Asks who is there before any page is shown. */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [signInPage],
});
