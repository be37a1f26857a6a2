import { screen } from '@testing-library/react';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { InMemoryFeed, InMemoryTesting } from './__testUtils__/InMemoryTesting';
import leadshopTestingPlugin from './alpha';
import { leadshopTestingApiRef } from './api';
import { leadshopTestingLiveRef } from './live';

describe('the plugin in a portal on the new frontend system', () => {
  it('shows its pages below the header of the portal', async () => {
    renderTestApp({
      features: [leadshopTestingPlugin],
      initialRouteEntries: ['/leadshop-testing'],
      apis: [
        [leadshopTestingApiRef, new InMemoryTesting()],
        [leadshopTestingLiveRef, new InMemoryFeed()],
      ],
    });
    expect(
      await screen.findByText('LeadShop Testing Interface', undefined, {
        timeout: 15_000,
      }),
    ).toBeInTheDocument();
    expect(screen.getAllByText('LeadShop Testing').length).toBeGreaterThan(0);
  }, 30_000);
});
