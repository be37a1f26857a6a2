import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import { endedTest } from '../../__testUtils__/executions';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import {
  accessibilityProblems,
  renderPage,
} from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

const Address = () => <p data-testid="address">{useLocation().search}</p>;

describe('History page', () => {
  let api: InMemoryTesting;

  const open = (query = '') =>
    renderPage(
      <>
        <LeadshopTestingContent />
        <Address />
      </>,
      { api, at: `/history${query}` },
    );
  const address = () => screen.getByTestId('address').textContent;
  const lastFilter = () => api.filters[api.filters.length - 1];

  beforeEach(() => {
    api = new InMemoryTesting();
    api.history = [endedTest(1), endedTest(2, { status: 'failed' })];
  });

  it('lists tests', async () => {
    const { container } = await open();
    expect(await screen.findByText('Business 1')).toBeInTheDocument();
    expect(screen.getByText('1–2 of 2')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Next' })).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Previous' })).toBeDisabled();
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('reads its filters from the address', async () => {
    await open('?status=failed,nonsense,cancelled&q=acme&user=QA-Tester');
    await screen.findByText('Business 1');
    expect(lastFilter()).toMatchObject({
      status: ['failed', 'cancelled'],
      q: 'acme',
      user: 'user:default/qa-tester',
    });
    expect(screen.getByLabelText('Business or site')).toHaveValue('acme');
    expect(screen.getByRole('button', { name: 'Failed' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
  });

  it('keeps its filters in the address', async () => {
    await open();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Failed' }),
    );
    expect(address()).toBe('?status=failed');
    await userEvent.type(screen.getByLabelText('Started by'), 'jo');
    await waitFor(() => expect(lastFilter().user).toBe('user:default/jo'));
    await userEvent.click(screen.getByRole('button', { name: 'Failed' }));
    expect(address()).toBe('?user=jo');
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(address()).toBe('');
    await waitFor(() => expect(lastFilter().user).toBeUndefined());
  });

  it('pages by cursor, forward and back, and starts anew with a filter', async () => {
    api.nextCursor = 'c1';
    await open();
    await screen.findByText('Business 1');
    await userEvent.click(screen.getByRole('button', { name: 'Next' }));
    await waitFor(() => expect(lastFilter().cursor).toBe('c1'));
    expect(await screen.findByText('26–27 of 2')).toBeInTheDocument();
    api.nextCursor = 'c2';
    await userEvent.click(await screen.findByRole('button', { name: 'Next' }));
    await waitFor(() => expect(address()).toBe('?cursor=c1&cursor=c1'));
    await userEvent.click(screen.getByRole('button', { name: 'Previous' }));
    expect(address()).toBe('?cursor=c1');
    await userEvent.click(screen.getByRole('button', { name: 'Failed' }));
    expect(address()).toBe('?status=failed');
  });

  it('focuses the search with /', async () => {
    await open();
    await screen.findByText('Business 1');
    await userEvent.keyboard('/');
    expect(screen.getByLabelText('Business or site')).toHaveFocus();
  });

  it('names the component that it is narrowed to', async () => {
    await open('?component=score-calculator');
    expect(
      await screen.findByText('Tests of Score Calculator'),
    ).toBeInTheDocument();
    expect(lastFilter().component).toBe('score-calculator');
  });

  it('says that nothing matches', async () => {
    api.history = [];
    await open('?q=nobody');
    expect(
      await screen.findByText('No test matches these filters.'),
    ).toBeInTheDocument();
    expect(screen.getByText('No test data available')).toBeInTheDocument();
  });

  it('offers to try again', async () => {
    api.failing.getHistory = new Error('Too many requests');
    await open();
    expect(await screen.findByText('Too many requests')).toBeInTheDocument();
    api.failing = {};
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await screen.findByText('Business 1')).toBeInTheDocument();
  });
});
