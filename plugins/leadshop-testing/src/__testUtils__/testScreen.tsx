import { act, screen } from '@testing-library/react';
import type {
  Execution,
  TestEvent,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LeadshopTestingContent } from '../components/LeadshopTestingPage';
import { testId } from './executions';
import { InMemoryFeed, InMemoryTesting } from './InMemoryTesting';
import { PageSetup, renderPage } from './renderPage';

/** The page of test 1, and what it works with. */
export function testScreen() {
  const api = new InMemoryTesting();
  const feed = new InMemoryFeed();
  const id = testId(1);
  return {
    api,
    /** Opens the page, or what is at the address. */
    open: (at = `/tests/${id}`, setup: PageSetup = {}) =>
      renderPage(<LeadshopTestingContent />, { api, feed, at, ...setup }),
    has: (test: Execution) => api.tests.set(test.id, test),
    region: (name: RegExp | string) => screen.findByRole('region', { name }),
    happen: (test: Execution, event: TestEvent) =>
      act(() => {
        const { pipeline_results: _kept, ...summary } = test;
        feed.publish(`test:${id}`, {
          type: 'test',
          completed: event.kind === 'ended',
          test: { ...summary, event },
        });
      }),
  };
}
