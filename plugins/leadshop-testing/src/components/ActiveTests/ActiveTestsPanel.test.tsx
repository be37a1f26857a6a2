import { act, fireEvent, screen, within } from '@testing-library/react';
import {
  endedTest,
  runningTest,
  stepStates,
} from '../../__testUtils__/executions';
import {
  InMemoryFeed,
  InMemoryTesting,
} from '../../__testUtils__/InMemoryTesting';
import { renderPage, ROOT } from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

describe('the card of a test that ends', () => {
  let api: InMemoryTesting;
  let feed: InMemoryFeed;

  const open = async (...tests: ReturnType<typeof runningTest>[]) => {
    api.active = tests;
    await renderPage(<LeadshopTestingContent />, { api, feed });
    await screen.findByText(`Active Tests (${tests.length})`);
    jest.useFakeTimers();
  };
  const end = (...tests: ReturnType<typeof endedTest>[]) =>
    act(() =>
      feed.publish('global', {
        type: 'updates',
        updates: tests.map(payload => ({ type: 'test_completed', payload })),
      }),
    );
  const pass = (millis: number) => act(() => jest.advanceTimersByTime(millis));
  const names = () =>
    screen
      .queryAllByRole('article', { name: /^Test of/ })
      .map(card => card.getAttribute('aria-label'));
  const cardOf = (number: number) =>
    screen.getByRole('article', { name: `Test of Business ${number}` });

  beforeEach(() => {
    api = new InMemoryTesting();
    feed = new InMemoryFeed();
  });
  afterEach(() => jest.useRealTimers());

  it('tells what was stopped at work from what never began', async () => {
    await open(runningTest(1));
    const steps = stepStates('success', 'skipped', 'skipped').map(
      (step, index) =>
        index === 1 ? { ...step, stopped: true as const } : step,
    );
    end(endedTest(1, { status: 'cancelled', steps }));
    const shown = within(cardOf(1))
      .getAllByRole('listitem')
      .map(item => item.textContent);
    expect(shown.slice(0, 3)).toEqual([
      expect.stringMatching(/^1\. .*: Succeeded$/),
      expect.stringMatching(/^2\. .*: Stopped$/),
      expect.stringMatching(/^3\. .*: Skipped$/),
    ]);
  });

  it('stays in its place and shows the end, then goes', async () => {
    await open(runningTest(1), runningTest(2), runningTest(3));
    end(endedTest(2));
    expect(screen.getByText('Active Tests (2)')).toBeInTheDocument();
    expect(names()).toEqual([1, 2, 3].map(n => `Test of Business ${n}`));
    const card = within(cardOf(2));
    expect(card.getByText('Succeeded')).toBeInTheDocument();
    expect(card.getAllByText(/^\d+\. .*: Succeeded$/)).toHaveLength(12);
    expect(
      card.getByText('12 of 12 steps succeeded, score 72'),
    ).toBeInTheDocument();
    expect(card.getByText('1.8 s')).toBeInTheDocument();
    expect(card.getByRole('link', { name: 'Open the test' })).toHaveAttribute(
      'href',
      `${ROOT}/tests/${endedTest(2).id}`,
    );
    expect(card.queryByRole('button')).not.toBeInTheDocument();
    pass(7_900);
    expect(names()).toHaveLength(3);
    pass(200);
    expect(names()).toEqual([1, 3].map(n => `Test of Business ${n}`));
  });

  it('comes back when the list knew of the end before its news', async () => {
    await open(runningTest(1), runningTest(2));
    api.active = [runningTest(2)];
    await act(async () => feed.publish('global', { type: 'resync' }));
    expect(names()).toEqual(['Test of Business 2']);
    end(endedTest(1, { status: 'cancelled' }));
    expect(within(cardOf(1)).getByText('Cancelled')).toBeInTheDocument();
    expect(names()).toHaveLength(2);
    pass(8_100);
    expect(names()).toEqual(['Test of Business 2']);
    end(endedTest(1, { status: 'cancelled' }));
    expect(names()).toEqual(['Test of Business 2']);
  });

  it('says why the test failed', async () => {
    await open(runningTest(1));
    end(
      endedTest(1, {
        status: 'failed',
        score: null,
        error_message: 'GBP Integration failed: no answer',
      }),
    );
    expect(
      within(cardOf(1)).getByText('GBP Integration failed: no answer'),
    ).toBeInTheDocument();
    pass(8_000);
    expect(screen.getByText('No active tests running')).toBeInTheDocument();
  });

  it('waits while the pointer is at it, and goes on counting then', async () => {
    await open(runningTest(1));
    end(endedTest(1));
    pass(5_000);
    fireEvent.pointerEnter(cardOf(1));
    pass(60_000);
    fireEvent.pointerLeave(cardOf(1));
    pass(2_900);
    expect(names()).toHaveLength(1);
    pass(200);
    expect(names()).toEqual([]);
  });

  it('waits while the focus is inside it, also from before the end', async () => {
    await open(runningTest(1), runningTest(2));
    const link = within(cardOf(1)).getByRole('link', { name: 'Business 1' });
    act(() => link.focus());
    end(endedTest(1));
    expect(link).toHaveFocus();
    pass(60_000);
    expect(names()).toHaveLength(2);
    act(() =>
      within(cardOf(2)).getByRole('link', { name: 'Business 2' }).focus(),
    );
    pass(8_100);
    expect(names()).toEqual(['Test of Business 2']);
  });

  it('does not wait for a focus that went with the Cancel button', async () => {
    await open(runningTest(1));
    act(() => within(cardOf(1)).getByRole('button').focus());
    end(endedTest(1));
    pass(8_100);
    expect(names()).toEqual([]);
  });

  it('stays for the last five, and for none that had no card', async () => {
    const all = [1, 2, 3, 4, 5, 6, 7];
    await open(...all.map(n => runningTest(n)));
    end(...all.map(n => endedTest(n)), endedTest(8));
    expect(names()).toEqual([3, 4, 5, 6, 7].map(n => `Test of Business ${n}`));
    expect(screen.getByText('Active Tests (0)')).toBeInTheDocument();
  });
});
