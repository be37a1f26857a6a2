import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import type { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  InMemoryFeed,
  InMemoryTesting,
} from '../../__testUtils__/InMemoryTesting';
import { batchOf, workId } from '../../__testUtils__/leads';
import {
  accessibilityProblems,
  PageSetup,
  renderPage,
  ROOT,
} from '../../__testUtils__/renderPage';
import type { LiveNews } from '../../live';
import { LeadshopTestingContent } from '../LeadshopTestingPage';
import { applyToBatches } from './useBatches';

const Address = () => <p data-testid="address">{useLocation().search}</p>;

const finished = (number: number, change: Partial<Batch> = {}) =>
  batchOf(number, {
    status: 'completed',
    counts: { pending: 0, running: 0, success: 95, failed: 5, cancelled: 0 },
    progress: 100,
    completed_at: '2026-03-01T10:05:00.000Z',
    ...change,
  });

describe('Batches page', () => {
  let api: InMemoryTesting;
  let feed: InMemoryFeed;

  const open = (query = '', setup: PageSetup = {}) =>
    renderPage(
      <>
        <LeadshopTestingContent />
        <Address />
      </>,
      { api, feed, at: `/batches${query}`, ...setup },
    );
  const address = () => screen.getByTestId('address').textContent;
  const table = () => screen.findByRole('table', { name: 'Batches' });
  const tell = (batch: Batch) =>
    act(() =>
      feed.publish('global', {
        type: 'updates',
        updates: [{ type: 'batch_update', payload: batch }],
      }),
    );

  beforeEach(() => {
    api = new InMemoryTesting();
    feed = new InMemoryFeed();
  });

  it('lists batches with how far they are, and who started them', async () => {
    api.batches.stored = [batchOf(1), finished(2, { source: 'filter' })];
    const { container } = await open();
    const [, first, second] = within(await table()).getAllByRole('row');
    expect(first).toHaveTextContent(/Running100 selected leads40 of 100/);
    expect(first).toHaveTextContent(/5 failed, 10 running, 50 waiting/);
    expect(first).toHaveTextContent(/by qa-tester$/);
    expect(within(first).getByRole('progressbar')).toHaveAttribute(
      'aria-valuetext',
      '40 %: 35 succeeded, 5 failed, 10 running, 50 waiting',
    );
    expect(second).toHaveTextContent(/Finished with failures/);
    expect(
      within(second).getByRole('link', { name: '100 leads of a filter' }),
    ).toHaveAttribute('href', `${ROOT}/batches/${workId(2)}`);
    expect(
      screen.getByRole('link', { name: 'Batches', current: 'page' }),
    ).toBeInTheDocument();
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('follows batches as they go on, and shows new ones', async () => {
    api.batches.stored = [batchOf(1)];
    await open();
    await table();
    tell(finished(1));
    expect(screen.getByText('Finished with failures')).toBeInTheDocument();
    tell(
      batchOf(2, {
        total: 7,
        created_at: '2026-03-01T11:00:00.000Z',
      }),
    );
    const links = within(await table()).getAllByRole('link');
    expect(links.map(link => link.textContent)).toEqual([
      '7 selected leads',
      '100 selected leads',
    ]);
    expect(screen.getByText('1–2 of 2')).toBeInTheDocument();
  });

  it('keeps status and page in the address', async () => {
    api.batches.stored = Array.from({ length: 30 }, (_, index) =>
      finished(30 - index, { total: 30 - index }),
    );
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Next' }));
    expect(await screen.findByText('26–30 of 30')).toBeInTheDocument();
    expect(address()).toBe('?cursor=25');
    await userEvent.click(screen.getByRole('button', { name: 'Finished' }));
    expect(address()).toBe('?status=completed');
    expect(await screen.findByText('1–25 of 30')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Running' }));
    expect(
      await screen.findByText('No batch has this status'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'All' }));
    expect(address()).toBe('');
  });

  it('says how to start the first one to those who may', async () => {
    await open();
    expect(await screen.findByText('No batches yet')).toBeInTheDocument();
    expect(screen.getByText(/press Test Selected/)).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Choose leads' }),
    ).toHaveAttribute('href', `${ROOT}/leads`);
  });

  it('offers nothing to start to those who may only look', async () => {
    await open('', { role: 'viewer' });
    expect(await screen.findByText('No batches yet')).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Choose leads' }),
    ).not.toBeInTheDocument();
  });

  it('shows that it reads, however long that takes', async () => {
    let answer = () => {};
    api.batches.stored = [batchOf(1)];
    api.batches.answersAfter = new Promise(resolve => {
      answer = resolve;
    });
    await open();
    expect(
      await screen.findByRole('status', { name: 'Loading Batches' }),
    ).toBeInTheDocument();
    answer();
    expect(within(await table()).getAllByRole('row')).toHaveLength(2);
  });

  it('offers to try again', async () => {
    api.batches.failing.list = new Error('Too many requests');
    api.batches.stored = [batchOf(1)];
    await open();
    expect(await screen.findByText('Too many requests')).toBeInTheDocument();
    api.batches.failing = {};
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    await table();
    await waitFor(() =>
      expect(screen.queryByText('Too many requests')).not.toBeInTheDocument(),
    );
  });
});

describe('applyToBatches', () => {
  const news = (batch: Batch): LiveNews => ({
    type: 'updates',
    updates: [{ type: 'batch_update', payload: batch }],
  });
  const page = { items: [batchOf(2)], total: 1 };
  const newer = batchOf(3, { created_at: '2026-03-01T11:00:00.000Z' });

  it('adds a new batch where it belongs, and nowhere else', () => {
    const ids = (part: Parameters<typeof applyToBatches>[2], batch = newer) =>
      applyToBatches(page, news(batch), part).items.map(({ id }) => id);
    const both = [workId(3), workId(2)];
    const before = [workId(2)];
    expect(ids({ status: undefined, isFirst: true })).toEqual(both);
    expect(ids({ status: 'running', isFirst: true })).toEqual(both);
    expect(ids({ status: 'completed', isFirst: true })).toEqual(before);
    expect(ids({ status: undefined, isFirst: false })).toEqual(before);
    // An older one is on a page further down
    const older = batchOf(1, { created_at: '2026-02-01T11:00:00.000Z' });
    expect(ids({ status: undefined, isFirst: true }, older)).toEqual(before);
  });
});
