import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { queue, retention } from '../../../__testUtils__/alerts';
import { HEALTHY_STATUS } from '../../../__testUtils__/executions';
import { InMemoryTesting } from '../../../__testUtils__/InMemoryTesting';
import { refused } from '../../../__testUtils__/refusals';
import { PageSetup, renderPage } from '../../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../../LeadshopTestingPage';

const PAUSED = {
  since: '2026-03-01T10:00:00.000Z',
  by: 'user:default/ann',
  reason: 'The vendor is down',
};

describe('Operations', () => {
  let api: InMemoryTesting;
  const open = (setup: PageSetup = {}) =>
    renderPage(<LeadshopTestingContent />, {
      api,
      at: '/admin/operations',
      ...setup,
    });
  const press = async (name: string) =>
    userEvent.click(await screen.findByRole('button', { name }));
  const panel = async (name: string) =>
    within(await screen.findByRole('region', { name }));

  beforeEach(() => {
    api = new InMemoryTesting();
  });

  it('pause the queue with a reason, and resume it', async () => {
    await open();
    await press('Pause queue');
    await press('Pause');
    expect(
      await screen.findByText('Say why. Others read it later.'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('textbox'));
    await userEvent.paste('The vendor is down');
    await press('Pause');
    const shown = await panel('Queue of tests');
    expect(await shown.findByText('The queue is paused.')).toBeInTheDocument();
    expect(
      await shown.findByText('Reason: The vendor is down'),
    ).toBeInTheDocument();
    expect(api.operations.pauses).toEqual([{ reason: 'The vendor is down' }]);
    await press('Resume queue');
    expect(
      await screen.findByText(/^The 4 tests that wait start/),
    ).toBeInTheDocument();
    await press('Resume');
    expect(
      await screen.findByText('The queue is resumed.'),
    ).toBeInTheDocument();
    expect(await shown.findByText('Tests are taken')).toBeInTheDocument();
  });

  it('show the backends, whether they live and what they do', async () => {
    await open();
    const rows = await (await panel('Backends')).findAllByRole('row');
    expect(rows[1]).toHaveTextContent(
      /portal-1.*Alive.*Answers only.*0 of 0.*0\.6\.0/,
    );
    expect(rows[2]).toHaveTextContent(
      /worker-1.*Silent.*Runs tests only.*Not told/,
    );
  });

  it('say that there is no backend that runs tests', async () => {
    api.operations.queue = queue({ replicas: [] });
    await open();
    expect(
      await screen.findByText('No backend runs tests'),
    ).toBeInTheDocument();
  });

  it('delete old data now, after a question', async () => {
    await open();
    const shown = await panel('Deletion of old data');
    expect(await shown.findByText('30 days')).toBeInTheDocument();
    expect(shown.getByText('1,204 tests · 90,211 events')).toBeInTheDocument();
    await userEvent.click(shown.getByRole('button', { name: 'Delete now' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Delete now' }));
    expect(
      await screen.findByText('The deletion has begun.'),
    ).toBeInTheDocument();
    expect(api.operations.runs).toBe(1);
    expect(await shown.findByText(/asked for by admin/)).toBeInTheDocument();
    expect(
      await shown.findByRole('button', { name: 'Delete now' }),
    ).toBeDisabled();
  });

  it('say why a deletion did not begin', async () => {
    api.operations.retention = retention({ last_run: null, recent_runs: [] });
    api.operations.failing.runRetention = await refused(
      409,
      'ConflictError',
      'A run is under way already',
    );
    await open();
    expect(await screen.findByText('It has not run yet.')).toBeInTheDocument();
    await press('Delete now');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Delete now' }));
    expect(
      await dialog.findByText('A run is under way already'),
    ).toBeInTheDocument();
  });

  it('are told on the dashboard, and to those who start a test', async () => {
    api.status = { ...HEALTHY_STATUS, queue_paused: PAUSED };
    await open({ at: '', role: 'qa_tester' });
    const note = (await screen.findByText('The queue is paused')).closest(
      '[role="status"]',
    );
    expect(note).toHaveTextContent(
      /Tests wait.*Paused .* by ann: The vendor is down/,
    );
    await userEvent.keyboard('r');
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText(/Your test will wait/)).toBeInTheDocument();
  });

  it('are told on the dashboard when no backend runs tests', async () => {
    api.status = { ...HEALTHY_STATUS, queue_paused: null, workers: 0 };
    await open({ at: '' });
    const note = (await screen.findByText('No backend runs tests')).closest(
      '[role="status"]',
    );
    expect(
      within(note as HTMLElement).getByRole('link', { name: 'Operations' }),
    ).toBeInTheDocument();
  });
});
