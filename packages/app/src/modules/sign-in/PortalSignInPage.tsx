import { EmptyState, SignInPage } from '@backstage/core-components';
import {
  configApiRef,
  githubAuthApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { SignInPageProps } from '@backstage/plugin-app-react';
import { DemoSignInPage } from './DemoSignInPage';

/** The sign-in that `auth` in app-config asks for. */
export const PortalSignInPage = (props: SignInPageProps) => {
  const config = useApi(configApiRef);
  const development =
    config.getOptionalString('auth.environment') === 'development';
  if (development && config.has('auth.providers.demo')) {
    return <DemoSignInPage {...props} />;
  }
  if (config.has('auth.providers.github')) {
    return (
      <SignInPage
        {...props}
        provider={{
          id: 'github-auth-provider',
          title: 'GitHub',
          message: 'Sign in with your GitHub account',
          apiRef: githubAuthApiRef,
        }}
      />
    );
  }
  return (
    <EmptyState
      missing="info"
      title="This portal has no way to sign in yet"
      description="Configure auth.providers.github in app-config.production.yaml, or add your company's identity provider to packages/app and packages/backend. The demo users exist in development only."
    />
  );
};
