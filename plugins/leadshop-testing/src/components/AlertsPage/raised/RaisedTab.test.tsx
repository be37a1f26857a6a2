import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { openAlert } from '../../../__testUtils__/alerts';
import { testId } from '../../../__testUtils__/executions';
import {
  InMemoryFeed,
  InMemoryTesting,
} from '../../../__testUtils__/InMemoryTesting';
import {
  accessibilityProblems,
  PageSetup,
  renderPage,
  ROOT,
} from '../../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../../LeadshopTestingPage';

describe('Alerts', () => {
  let api: InMemoryTesting;
  let feed: InMemoryFeed;
  const open = (setup: PageSetup = {}) =>
    renderPage(<LeadshopTestingContent />, {
      api,
      feed,
      at: '/alerts/raised',
      ...setup,
    });

  beforeEach(() => {
    api = new InMemoryTesting();
    feed = new InMemoryFeed();
    api.alerts.alerts = [
      openAlert(1),
      openAlert(2, {
        status: 'resolved',
        severity: 'low',
        kind: 'queue_age',
        subject: {
          type: 'queue',
          name: null,
          title: 'Queue',
          provider_mode: null,
        },
        resolved_at: '2026-03-01T10:12:00.000Z',
        resolution: 'recovered',
      }),
    ];
  });

  it('that are open are shown, with what they are about, in words', async () => {
    const { container } = await open();
    const row = (await screen.findByText('Component down 1')).closest('tr');
    expect(row).toHaveTextContent(
      /Critical.*in error: quota used up.*At fault: The vendor.*SEMrush.*Open/,
    );
    expect(
      screen.getByRole('link', { name: 'SEMrush Integration' }),
    ).toHaveAttribute('href', `${ROOT}/metrics?component=semrush-integration`);
    expect(screen.queryByText('Component down 2')).toBeNull();
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('that are past say how they ended', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Past' }));
    const row = (await screen.findByText('Component down 2')).closest('tr');
    expect(row).toHaveTextContent(
      /lasted 12 min 00 s.*Resolved.*It is well again/,
    );
    expect(
      within(row as HTMLElement).queryByRole('button'),
    ).not.toBeInTheDocument();
  });

  it('are narrowed by severity and kind, and say when none matches', async () => {
    await open();
    await userEvent.selectOptions(
      await screen.findByLabelText('Severity'),
      'Normal',
    );
    expect(
      await screen.findByText('No alert matches these filters.'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(await screen.findByText('Component down 1')).toBeInTheDocument();
    expect(api.alerts.queries.map(({ severity }) => severity)).toEqual([
      undefined,
      ['normal'],
      undefined,
    ]);
  });

  it('are acknowledged with a comment and a time of silence', async () => {
    await open();
    await userEvent.click(
      await screen.findByRole('button', { name: /^Acknowledge Component/ }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.selectOptions(dialog.getByLabelText('Silent'), '4');
    await userEvent.click(dialog.getByLabelText('What you do about it'));
    await userEvent.paste('Asked the vendor');
    expect(await accessibilityProblems(screen.getByRole('dialog'))).toEqual([]);
    await userEvent.click(dialog.getByRole('button', { name: 'Acknowledge' }));
    expect(
      await screen.findByText('Component down 1 is acknowledged.'),
    ).toBeInTheDocument();
    const [[id, request]] = api.alerts.acknowledged;
    expect(id).toBe(testId(1));
    expect(request).toEqual({
      comment: 'Asked the vendor',
      until: expect.stringMatching(/Z$/),
    });
    expect(await screen.findByText('Asked the vendor')).toBeInTheDocument();
    expect(screen.getByText(/^Silent until/)).toBeInTheDocument();
  });

  it('appear as soon as they are raised', async () => {
    api.alerts.alerts = [];
    await open();
    expect(await screen.findByText('No open alerts')).toBeInTheDocument();
    api.alerts.alerts = [openAlert(3)];
    act(() =>
      feed.publish('global', {
        type: 'updates',
        updates: [{ type: 'alert_update', payload: openAlert(3) }],
      }),
    );
    expect(await screen.findByText('Component down 3')).toBeInTheDocument();
  });

  it('lead to the rules while there are none', async () => {
    api.alerts.alerts = [];
    await open();
    expect(
      await screen.findByRole('button', { name: 'See the rules' }),
    ).toHaveAttribute('href', `${ROOT}/alerts/rules`);
  });

  it('are only read by those who may not manage them', async () => {
    await open({ role: 'viewer' });
    await screen.findByText('Component down 1');
    expect(
      screen.queryByRole('button', { name: /^Acknowledge/ }),
    ).not.toBeInTheDocument();
    const tabs = screen.getByRole('navigation', { name: 'Alerts' });
    expect(tabs).toHaveTextContent(/^Alerts$/);
  });

  it('are on the dashboard, at most three, with the way to the rest', async () => {
    api.alerts.alerts = [1, 2, 3, 4].map(number => openAlert(number));
    await open({ at: '' });
    const panel = await screen.findByRole('region', { name: 'Open alerts' });
    expect(panel).toHaveTextContent(/4 open alerts/);
    expect(within(panel).getAllByRole('listitem')).toHaveLength(3);
    expect(
      within(panel).getByRole('link', { name: 'All alerts' }),
    ).toHaveAttribute('href', `${ROOT}/alerts/raised`);
    api.alerts.alerts = [];
    act(() => feed.publish('global', { type: 'resync' }));
    await waitFor(() => expect(panel).not.toBeInTheDocument());
  });
});
