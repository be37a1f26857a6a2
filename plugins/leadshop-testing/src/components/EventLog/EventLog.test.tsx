import { useState } from 'react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { TestEvent } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { testEvent } from '../../__testUtils__/executions';
import {
  accessibilityProblems,
  renderPage,
} from '../../__testUtils__/renderPage';
import { EventChoice, EventLog } from '.';

const step = (number: number, title: string) => ({
  step_name: title.toLowerCase(),
  step_number: number,
  title,
  component: title,
  status: 'running' as const,
});

const EVENTS: TestEvent[] = [
  testEvent(1, { kind: 'created', message: 'Created' }),
  testEvent(2, {
    kind: 'step_started',
    message: 'Storage started',
    step: step(1, 'Storage'),
  }),
  testEvent(3, {
    kind: 'step_retry',
    message: 'Storage: try 1 failed',
    step: step(1, 'Storage'),
  }),
  testEvent(4, {
    kind: 'step_started',
    message: 'Leads started',
    step: step(2, 'Leads'),
  }),
];

const Log = ({
  events,
  ended = false,
  first = { step: '', kind: '' },
}: {
  events: TestEvent[];
  ended?: boolean;
  first?: EventChoice;
}) => {
  const [choice, setChoice] = useState(first);
  return (
    <EventLog
      events={events}
      ended={ended}
      choice={choice}
      onChoice={setChoice}
    />
  );
};

describe('EventLog', () => {
  const messages = () =>
    within(screen.getByRole('log'))
      .queryAllByRole('listitem')
      .map(line => line.lastElementChild?.textContent);
  const choose = async (field: RegExp, option: string) => {
    await userEvent.click(screen.getByRole('button', { name: field }));
    await userEvent.click(await screen.findByRole('option', { name: option }));
  };

  it('narrows the events to a step and to a kind', async () => {
    const { container } = await renderPage(<Log events={EVENTS} />);
    expect(messages()).toHaveLength(4);
    expect(await accessibilityProblems(container)).toEqual([]);
    await choose(/^Step/, '1. Storage');
    expect(messages()).toEqual(['Storage started', 'Storage: try 1 failed']);
    expect(screen.getByText('2 of 4 events')).toBeInTheDocument();
    await choose(/^Kind/, 'Step retried');
    expect(messages()).toEqual(['Storage: try 1 failed']);
    await choose(/^Step/, 'The test as a whole');
    expect(messages()).toEqual([]);
    await userEvent.click(
      screen.getByRole('button', { name: 'Show all events' }),
    );
    expect(messages()).toHaveLength(4);
  });

  it('does not hide everything for a choice that nothing can fit', async () => {
    await renderPage(
      <Log events={EVENTS} first={{ step: 'gone', kind: 'odd' }} />,
    );
    expect(messages()).toHaveLength(4);
  });

  it('says that nothing has happened yet', async () => {
    await renderPage(<Log events={[]} />);
    expect(screen.getByText('Nothing has happened yet.')).toBeInTheDocument();
  });

  it('does not say so of a test that has ended', async () => {
    await renderPage(<Log events={[]} ended />);
    expect(
      screen.getByText('The events of this test are no longer kept.'),
    ).toBeInTheDocument();
  });

  it('shows the newest of very many', async () => {
    await renderPage(
      <Log
        events={Array.from({ length: 700 }, (_, index) => testEvent(index + 1))}
      />,
    );
    expect(
      screen.getByText('200 earlier events are not shown'),
    ).toBeInTheDocument();
    expect(messages()).toHaveLength(500);
    expect(messages()[499]).toBe('Event 700');
  });
});
