import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { JourneyEntry } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { drawnBoxes } from '../../__testUtils__/drawnBoxes';
import { endedTest, testId } from '../../__testUtils__/executions';
import {
  journeyEntry,
  leadId,
  storedLead,
  workId,
} from '../../__testUtils__/leads';
import { LeadsScreen, leadsScreen } from '../../__testUtils__/leadsScreen';
import {
  accessibilityProblems,
  PageSetup,
  ROOT,
} from '../../__testUtils__/renderPage';

const ID = leadId(1);

/** One of each kind, newest first, by different people. */
const ALL_KINDS: JourneyEntry[] = [
  journeyEntry({
    kind: 'erased',
    message: 'Personal data erased',
    user_ref: 'user:default/admin',
  }),
  journeyEntry({
    kind: 'undone',
    message: 'A change of many leads was undone',
  }),
  journeyEntry({
    kind: 'bulk_updated',
    message: 'Changed industry together with other leads',
    changes: [{ field: 'industry', before: 'Dental', after: 'Legal' }],
  }),
  journeyEntry({
    kind: 'import_updated',
    message: "Changed annual revenue by the import of 'may.csv'",
    import_id: workId(7),
    changes: [{ field: 'annual_revenue', before: null, after: 1_250_000 }],
  }),
  journeyEntry({
    kind: 'test_ended',
    message: 'Test succeeded',
    test_id: testId(5),
    status: 'completed',
    score: 71.6,
    tier: 'B',
  }),
  journeyEntry({
    kind: 'test_started',
    message: 'Test started',
    user_ref: 'user:default/developer',
    test_id: testId(5),
    status: 'processing',
  }),
  journeyEntry({
    kind: 'updated',
    message: 'Changed phone',
    user_ref: 'user:default/ann',
    changes: [{ field: 'phone', before: '+1 512 555 0100', after: null }],
  }),
  journeyEntry({
    kind: 'imported',
    message: "Imported from 'april.csv'",
    import_id: workId(6),
    status: 'new',
  }),
  journeyEntry({ kind: 'created', message: 'Created', user_ref: null }),
];

describe('Journey', () => {
  let page: LeadsScreen;
  drawnBoxes();

  const open = async (setup: PageSetup = {}) => {
    await page.open(`?journey=${ID}`, setup);
    return within(await screen.findByRole('dialog', { name: 'Business 1' }));
  };
  const entries = async () =>
    within(await screen.findByRole('list', { name: 'Journey' })).getAllByRole(
      'listitem',
    );

  beforeEach(() => {
    page = leadsScreen();
    page.store([
      storedLead(1, { annual_revenue: 1_250_000, status: 'completed' }),
    ]);
    page.leads.journeys.set(ID, ALL_KINDS);
  });

  it('tells of everything that happened, who did it and when', async () => {
    await open();
    const shown = await entries();
    const texts = shown.map(entry => entry.textContent);
    expect(texts).toEqual(
      [
        /^Personal data erased.*by admin/,
        /^A change of many leads was undone.*by qa-tester/,
        /^Changed industry together.*IndustryDental → Legal$/,
        /^Changed annual revenue.*empty → 1,250,000Open the import$/,
        /^Test succeeded.*CompletedScore 72 .*BOpen the test$/,
        /^Test started.*by developerProcessingOpen the test$/,
        /^Changed phone.*by annPhone\+1 512 555 0100 → empty$/,
        /^Imported from 'april\.csv'.*NewOpen the import$/,
        /^Created(?!.* by )/,
      ].map(text => expect.stringMatching(text)),
    );
    for (const entry of shown) {
      expect(entry.querySelector('time')).toHaveAttribute(
        'datetime',
        '2026-03-01T10:00:00.000Z',
      );
    }
    expect(
      within(shown[4]).getByRole('link', { name: 'Open the test' }),
    ).toHaveAttribute('href', `${ROOT}/tests/${testId(5)}`);
    expect(
      within(shown[7]).getByRole('link', { name: 'Open the import' }),
    ).toHaveAttribute('href', `${ROOT}/imports/${workId(6)}`);
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('shows the lead, and what can be done with it', async () => {
    const drawer = await open();
    const fact = (term: string) =>
      drawer.getAllByText(term, { selector: 'dt' })[0].nextElementSibling;
    expect(fact('Email')).toHaveTextContent('info@business-1.example');
    expect(fact('Annual revenue')).toHaveTextContent('1,250,000');
    expect(drawer.queryByText('Notes', { selector: 'dt' })).toBeNull();
    for (const name of ['Test', 'Edit', 'Erase', 'Download all data']) {
      expect(drawer.getByRole('button', { name })).toBeEnabled();
    }
  });

  it('offers nothing for an erased lead', async () => {
    page.store([
      storedLead(1, {
        erased_at: '2026-03-01T10:00:00.000Z',
        email: null,
        contact_name: null,
      }),
    ]);
    const drawer = await open();
    await entries();
    expect(
      drawer.queryByRole('button', { name: /^(Test|Edit|Erase)$/ }),
    ).toBeNull();
  });

  it('leads from an edit back to it, brought up to date', async () => {
    const drawer = await open();
    await userEvent.click(drawer.getByRole('button', { name: 'Edit' }));
    const form = within(
      await screen.findByRole('dialog', { name: 'Edit Business 1' }),
    );
    await userEvent.type(form.getByLabelText('Notes'), 'Call at noon');
    page.leads.journeys.set(ID, [
      journeyEntry({ message: 'Changed notes' }),
      ...ALL_KINDS,
    ]);
    await userEvent.click(form.getByRole('button', { name: 'Save' }));
    expect(await drawer.findByText('Changed notes')).toBeInTheDocument();
    expect(await drawer.findByText('Call at noon')).toBeInTheDocument();
  });

  it('reads again when a test of the lead ends, and not for others', async () => {
    const journey = jest.spyOn(page.leads, 'journey');
    const drawer = await open();
    await entries();
    const tell = (lead_id: string) =>
      act(() =>
        page.feed.publish('global', {
          type: 'updates',
          updates: [
            { type: 'test_completed', payload: endedTest(9, { lead_id }) },
          ],
        }),
      );
    page.leads.journeys.set(ID, [
      journeyEntry({ kind: 'test_ended', message: 'Test failed: no mail' }),
      ...ALL_KINDS,
    ]);
    const before = journey.mock.calls.length;
    tell(leadId(2));
    expect(journey).toHaveBeenCalledTimes(before);
    tell(ID);
    expect(await drawer.findByText('Test failed: no mail')).toBeInTheDocument();
  });

  it('shows a long one in parts', async () => {
    page.leads.journeys.set(
      ID,
      Array.from({ length: 60 }, (_, index) =>
        journeyEntry({ message: `Change ${60 - index}` }),
      ),
    );
    const drawer = await open();
    expect(await entries()).toHaveLength(50);
    await userEvent.click(
      drawer.getByRole('button', { name: 'Show what was before' }),
    );
    expect(await drawer.findByText('Change 1')).toBeInTheDocument();
    expect(
      drawer.queryByRole('button', { name: 'Show what was before' }),
    ).toBeNull();
  });

  it('says that there is no such lead, and closes', async () => {
    page.store([storedLead(2)]);
    await page.open(`?journey=${ID}&q=business`);
    expect(
      await screen.findByText(`There is no lead ${ID}`),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(page.address()).toBe('?q=business'));
  });

  it('says why it cannot be read, and tries again', async () => {
    page.leads.failing.journey = new Error('The network is gone');
    await page.open(`?journey=${ID}`);
    expect(await screen.findByText('The network is gone')).toBeInTheDocument();
    page.leads.failing = {};
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await entries()).toHaveLength(ALL_KINDS.length);
  });

  it('does not lead those to imports who may not see them', async () => {
    const drawer = await open({ role: 'qa_tester' });
    await entries();
    expect(drawer.queryByRole('link', { name: 'Open the import' })).toBeNull();
    expect(drawer.getAllByRole('link', { name: 'Open the test' })).toHaveLength(
      2,
    );
  });
});
