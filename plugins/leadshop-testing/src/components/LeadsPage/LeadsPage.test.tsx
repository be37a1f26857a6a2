import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { drawnBoxes } from '../../__testUtils__/drawnBoxes';
import { endedTest, runningTest } from '../../__testUtils__/executions';
import {
  importSummary,
  leadId,
  storedLead,
  storedLeads,
  wholeImport,
  workId,
} from '../../__testUtils__/leads';
import { refused } from '../../__testUtils__/refusals';
import {
  accessibilityProblems,
  PageSetup,
  ROOT,
} from '../../__testUtils__/renderPage';
import { LeadsScreen, leadsScreen } from '../../__testUtils__/leadsScreen';

describe('Leads page', () => {
  let page: LeadsScreen;
  const open = (query = '', setup: PageSetup = {}) => page.open(query, setup);
  drawnBoxes();

  beforeEach(() => {
    page = leadsScreen();
  });

  describe('without leads', () => {
    it('says how to get the first ones', async () => {
      const { container } = await open();
      expect(await screen.findByText('No leads yet')).toBeInTheDocument();
      expect(
        screen.getByText(/^Import a file of leads, or add one by hand/),
      ).toBeInTheDocument();
      expect(screen.getByRole('button', { name: /^Export/ })).toBeDisabled();
      expect(await accessibilityProblems(container)).toEqual([]);
      await userEvent.click(screen.getByRole('button', { name: 'Add lead' }));
      expect(
        screen.getByRole('dialog', { name: 'Add lead' }),
      ).toBeInTheDocument();
      await userEvent.keyboard('{Escape}');
      await userEvent.click(
        await screen.findByRole('button', { name: 'Import leads' }),
      );
      expect(await screen.findByTestId('file-upload')).toBeInTheDocument();
      expect(page.address()).toBe('?import=new');
    });

    it.each([
      ['qa_tester', /^Add one by hand, or let a QA manager/, ['Add lead']],
      ['developer', /^A QA manager can import a file/, []],
    ] as const)('offers %s what they may do', async (role, hint, ways) => {
      await open('?import=new', { role });
      expect(await screen.findByText(hint)).toBeInTheDocument();
      const offered = screen
        .queryAllByRole('button', { name: /^(Import leads|Add lead)$/ })
        .map(button => button.textContent);
      expect(offered).toEqual(ways);
      expect(screen.queryByTestId('file-upload')).not.toBeInTheDocument();
    });
  });

  it('lists leads with their contacts, last tests and ages', async () => {
    page.store([
      storedLead(2, {
        status: 'completed',
        last_test: {
          id: endedTest(7).id,
          status: 'success',
          score: 71.6,
          tier: 'B',
          created_at: '2026-03-01T10:00:00.000Z',
        },
      }),
      storedLead(1, { business_name: null, contact_name: null }),
    ]);
    const { container } = await open();
    const [first, second] = await page.rows();
    expect(first).toHaveTextContent(/Business 2.*business-2\.example/);
    expect(first).toHaveTextContent(/Person 2.*info@business-2\.example/);
    expect(first).toHaveTextContent(/Dental.*Austin, TX.*Completed/);
    expect(
      within(first).getByRole('link', {
        name: 'Last test of Business 2: Succeeded, score 72',
      }),
    ).toHaveAttribute('href', `${ROOT}/tests/${endedTest(7).id}`);
    expect(first).toHaveTextContent(/by qa-tester/);
    expect(second).toHaveTextContent(/https:\/\/business-1\.example\//);
    expect(second).toHaveTextContent('Not tested');
    expect(
      screen.getByRole('link', { name: 'Leads', current: 'page' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Past imports' }),
    ).toHaveAttribute('href', `${ROOT}/imports`);
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('is not shown to those who may not see leads', async () => {
    page.store(storedLeads(3));
    await open('', { role: 'viewer' });
    expect(
      await screen.findByRole('heading', { name: 'You may not see leads' }),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/is called manage_leads or run_pipeline_tests/),
    ).toBeInTheDocument();
    expect(page.queries()).toEqual([]);
    expect(screen.queryByRole('link', { name: 'Leads' })).toBeNull();
  });

  it('lets those who may only test look and test', async () => {
    page.store(storedLeads(1));
    await open('', { role: 'developer' });
    const [row] = await page.rows();
    expect(
      within(row)
        .getAllByRole('button')
        .map(button => button.getAttribute('aria-label') ?? 'Business 1'),
    ).toEqual(['Business 1', 'Test Business 1', 'Journey Business 1']);
    expect(
      screen.queryByRole('button', { name: /Edit|Erase|Export|Add lead/ }),
    ).not.toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Test Selected (0)' }),
    ).toBeDisabled();
  });

  it('shows that it reads, however long that takes', async () => {
    page.store(storedLeads(1));
    const answer = page.hold();
    await open();
    expect(
      await screen.findByRole('status', { name: 'Loading leads' }),
    ).toBeInTheDocument();
    answer();
    expect(await page.names()).toEqual(['Business 1']);
    expect(
      screen.queryByRole('status', { name: 'Loading leads' }),
    ).not.toBeInTheDocument();
  });

  it('says why it cannot read, and tries again', async () => {
    page.store(storedLeads(1));
    page.leads.failing.list = await refused(
      429,
      'TooManyRequestsError',
      'Too many requests: try again in 3 s',
    );
    await open();
    expect(
      await screen.findByText('Too many requests: try again in 3 s'),
    ).toBeInTheDocument();
    page.leads.failing = {};
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await page.names()).toEqual(['Business 1']);
    expect(screen.queryByText(/Too many requests/)).not.toBeInTheDocument();
  });

  describe('live', () => {
    const tell = (...tests: ReturnType<typeof runningTest>[]) =>
      act(() =>
        page.feed.publish('global', {
          type: 'updates',
          updates: tests.map(payload => ({ type: 'test_update', payload })),
        }),
      );

    it('moves with the tests of its leads', async () => {
      page.store(storedLeads(2));
      await open();
      const [row] = await page.rows();
      tell(runningTest(5, { lead_id: leadId(2) }));
      expect(row).toHaveTextContent('Processing');
      expect(
        within(row).getByRole('link', {
          name: 'Last test of Business 2: Running',
        }),
      ).toBeInTheDocument();
      tell(endedTest(5, { lead_id: leadId(2) }));
      expect(row).toHaveTextContent('Completed');
      expect(row).toHaveTextContent('72');
      expect(page.queries()).toHaveLength(1);
    });

    it('reads again what only the server knows', async () => {
      page.store(storedLeads(1));
      await open();
      const [row] = await page.rows();
      tell(runningTest(5, { lead_id: leadId(1) }));
      expect(row).toHaveTextContent('Processing');
      tell(
        endedTest(5, { lead_id: leadId(1), status: 'cancelled', score: null }),
      );
      await waitFor(() => expect(row).toHaveTextContent('New'));
    });

    it('reads again when something was missed', async () => {
      page.store(storedLeads(1));
      await open();
      await page.names();
      page.store(storedLeads(2));
      act(() => page.feed.publish('global', { type: 'resync' }));
      expect(await page.namesAre(2)).toEqual(['Business 2', 'Business 1']);
    });

    it('asks again and again while the link is down', async () => {
      page.store(storedLeads(1));
      await open();
      await page.names();
      jest.useFakeTimers();
      try {
        act(() => page.feed.setState({ status: 'connecting', stale: true }));
        page.store(storedLeads(2));
        await act(() => jest.advanceTimersByTimeAsync(5_000));
        expect(page.shownNames()).toHaveLength(2);
      } finally {
        jest.useRealTimers();
      }
    });
  });

  it('leads from an import to the leads of it', async () => {
    page.api.imports.stored = [{ ...wholeImport(7), ...importSummary(7) }];
    page.store([storedLead(2), storedLead(1, { import_id: workId(7) })]);
    await open(`?import_id=${workId(7)}`);
    expect(await page.names()).toEqual(['Business 1']);
    expect(screen.getByText('0 of 1 leads selected')).toBeInTheDocument();
  });
});
