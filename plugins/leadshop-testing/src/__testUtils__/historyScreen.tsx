import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LeadshopTestingContent } from '../components/LeadshopTestingPage';
import { endedTest } from './executions';
import { InMemoryFeed, InMemoryTesting } from './InMemoryTesting';
import { PageSetup, renderPage } from './renderPage';

const Address = () => <p data-testid="address">{useLocation().search}</p>;

/** The history with two tests, and what its tests do and see there. */
export function historyScreen() {
  const api = new InMemoryTesting();
  const feed = new InMemoryFeed();
  api.history = [endedTest(1), endedTest(2, { status: 'failed' })];
  return {
    api,
    feed,
    open: (query = '', setup: PageSetup = {}) =>
      renderPage(
        <>
          <LeadshopTestingContent />
          <Address />
        </>,
        { api, feed, at: `/history${query}`, ...setup },
      ),
    address: () => screen.getByTestId('address').textContent,
    lastFilter: () => api.filters[api.filters.length - 1],
    async moreFilters() {
      await userEvent.click(
        await screen.findByRole('button', { name: /^More filters/ }),
      );
      await screen.findByLabelText('Component');
    },
    rows: () =>
      within(screen.getByRole('table', { name: 'Test history' }))
        .getAllByRole('link', { name: /^Business/ })
        .map(link => link.textContent),
    news: (...tests: ExecutionSummary[]) =>
      act(() =>
        feed.publish('global', {
          type: 'updates',
          updates: tests.map(payload => ({ type: 'test_completed', payload })),
        }),
      ),
  };
}

/** A button of the page. */
export const button = (name: string | RegExp) =>
  screen.getByRole('button', { name });
