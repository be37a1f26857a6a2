import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { PortalSignInPage } from './PortalSignInPage';

function renderSignIn(auth: { environment?: string; providers: object }) {
  return renderInTestApp(<PortalSignInPage onSignInSuccess={() => {}} />, {
    config: {
      app: { title: 'LeadShop' },
      backend: { baseUrl: 'http://localhost:7007' },
      auth: { ...auth },
    },
  });
}

describe('PortalSignInPage', () => {
  it('offers the demo users in development', async () => {
    renderSignIn({ environment: 'development', providers: { demo: {} } });
    expect(await screen.findByTestId('demo-user-admin')).toBeVisible();
  });

  it.each([
    ['the environment is production', { environment: 'production' }],
    ['the environment is not said', {}],
  ])('has no demo users when %s', async (_, auth) => {
    renderSignIn({ ...auth, providers: { demo: {} } });
    expect(
      await screen.findByText('This portal has no way to sign in yet'),
    ).toBeVisible();
    expect(screen.queryByTestId('demo-user-admin')).not.toBeInTheDocument();
  });

  it('has no demo users when their provider is not configured', async () => {
    renderSignIn({ environment: 'development', providers: {} });
    await screen.findByText('This portal has no way to sign in yet');
    expect(screen.queryByTestId('demo-user-admin')).not.toBeInTheDocument();
  });

  it('signs in with GitHub where that is configured', async () => {
    renderSignIn({
      environment: 'production',
      providers: { github: {} },
    });
    expect(await screen.findByText('GitHub')).toBeVisible();
  });
});
