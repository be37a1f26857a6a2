import { render, screen } from '@testing-library/react';
import { createApp } from '@backstage/app-defaults';
import { AppRouter, FlatRoutes } from '@backstage/core-app-api';
import { createApiFactory } from '@backstage/core-plugin-api';
import { Route } from 'react-router-dom';
import { giveAppConfig } from './__testUtils__/appConfig';
import { InMemoryFeed, InMemoryTesting } from './__testUtils__/InMemoryTesting';
import { leadshopTestingApiRef } from './api';
import { leadshopTestingLiveRef } from './live';
import { LeadshopTestingPage, leadshopTestingPlugin } from './plugin';

describe('the plugin in a portal on the original frontend system', () => {
  it('shows its pages below a header', async () => {
    window.history.pushState({}, '', '/leadshop-testing');
    giveAppConfig();
    const app = createApp({
      plugins: [leadshopTestingPlugin],
      apis: [
        createApiFactory(leadshopTestingApiRef, new InMemoryTesting()),
        createApiFactory(leadshopTestingLiveRef, new InMemoryFeed()),
      ],
    });
    const Root = app.createRoot(
      <AppRouter>
        <FlatRoutes>
          <Route path="/leadshop-testing" element={<LeadshopTestingPage />} />
        </FlatRoutes>
      </AppRouter>,
    );
    render(<Root />);
    expect(
      await screen.findByText('LeadShop Testing Interface', undefined, {
        timeout: 15_000,
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('heading', { level: 1, name: 'LeadShop Testing' }),
    ).toBeInTheDocument();
  }, 30_000);
});
