import { screen, within } from '@testing-library/react';
import { endedTest, testId, wholeTest } from '../../__testUtils__/executions';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { renderPage } from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

describe('a test of an erased lead', () => {
  const erased = endedTest(1, {
    erased: true,
    business_name: null,
    website_url: null,
  });
  let api: InMemoryTesting;
  beforeEach(() => {
    api = new InMemoryTesting();
    api.history = [erased, endedTest(2)];
    api.tests.set(testId(1), wholeTest(erased));
    api.tests.set(testId(2), wholeTest(endedTest(2)));
  });

  it('is called so in lists', async () => {
    await renderPage(<LeadshopTestingContent />, { api, at: '/history' });
    const row = (
      await screen.findByRole('link', { name: 'Erased lead' })
    ).closest('tr');
    expect(row).toHaveTextContent(/Succeeded.*72/);
  });

  it('says so on its page, and cannot be rerun', async () => {
    await renderPage(<LeadshopTestingContent />, {
      api,
      at: `/tests/${testId(1)}`,
    });
    await screen.findByRole('heading', { name: /^Erased lead/, level: 2 });
    expect(
      within(screen.getByRole('region', { name: 'Lead' })).getByText(
        /The lead of this test was erased/,
      ),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^Rerun/ })).toBeNull();
  });

  it('is no other test', async () => {
    await renderPage(<LeadshopTestingContent />, {
      api,
      at: `/tests/${testId(2)}`,
    });
    await screen.findByRole('heading', { name: /^Business 2/, level: 2 });
    expect(screen.getByRole('button', { name: 'Rerun' })).toBeInTheDocument();
    expect(screen.queryByText(/was erased/)).toBeNull();
  });
});
