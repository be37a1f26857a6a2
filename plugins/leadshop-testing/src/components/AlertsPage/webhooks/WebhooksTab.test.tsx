import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { delivery, webhook } from '../../../__testUtils__/alerts';
import { testId } from '../../../__testUtils__/executions';
import { InMemoryTesting } from '../../../__testUtils__/InMemoryTesting';
import { SECRET } from '../../../__testUtils__/InMemoryWebhooks';
import { refused } from '../../../__testUtils__/refusals';
import {
  accessibilityProblems,
  renderPage,
  ROOT,
} from '../../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../../LeadshopTestingPage';

describe('Webhooks', () => {
  let api: InMemoryTesting;
  const open = () =>
    renderPage(<LeadshopTestingContent />, { api, at: '/alerts/webhooks' });
  const press = async (name: string | RegExp) =>
    userEvent.click(await screen.findByRole('button', { name }));
  const choose = async (action: string) => {
    await press('Actions for Hook 1');
    await userEvent.click(
      await screen.findByRole('menuitem', { name: action }),
    );
  };
  const fill = async (label: string, text: string) => {
    const field = screen.getByLabelText(label);
    await userEvent.clear(field);
    await userEvent.click(field);
    await userEvent.paste(text);
  };

  beforeEach(() => {
    api = new InMemoryTesting();
    api.webhooks.hooks.webhooks = [webhook(1)];
  });

  it.each([
    [{}, /Works.*last delivered/],
    [{ last_success_at: null }, /Nothing sent yet/],
    [
      {
        failing_since: '2026-03-01T10:00:00.000Z',
        pending: 2,
        dead_letters: 1,
      },
      /Fails.*since.*2 deliveries wait.*1 dead letter/,
    ],
    [
      { enabled: false, disabled_reason: 'gone' as const },
      /Switched off: the receiver is gone/,
    ],
    [{ secret_readable: false }, /secret cannot be read.*Rotate the secret/],
  ])('say how they do: %j', async (change, words) => {
    api.webhooks.hooks.webhooks = [webhook(1, change)];
    await open();
    const row = (await screen.findByText('Hook 1')).closest('tr');
    expect(row).toHaveTextContent(words);
    expect(row).toHaveTextContent(/hooks-1\.example.*Alert raised/);
  });

  it('are made, and tell their secret once', async () => {
    api.webhooks.hooks.webhooks = [];
    const { container } = await open();
    await screen.findByText('No webhooks');
    expect(await accessibilityProblems(container)).toEqual([]);
    await press('Make a webhook');
    await screen.findByRole('dialog');
    await userEvent.click(screen.getByLabelText('Alert raised'));
    await userEvent.click(screen.getByLabelText('Alert resolved'));
    await press('Make webhook');
    expect(screen.getByText('Choose at least one.')).toBeInTheDocument();
    expect(screen.getByLabelText('Address')).toBeInvalid();
    expect(await accessibilityProblems(screen.getByRole('dialog'))).toEqual([]);
    await fill('Address', 'https://hooks.example.com/leadshop');
    await fill('Description', 'Pager');
    await userEvent.click(screen.getByLabelText('Batch ended'));
    await press('Make webhook');
    const dialog = await screen.findByRole('dialog', {
      name: 'The secret of Pager',
    });
    expect(within(dialog).getByLabelText('Secret')).toHaveValue(SECRET);
    expect(await accessibilityProblems(dialog)).toEqual([]);
    await userEvent.keyboard('{Escape}');
    expect(dialog).toBeInTheDocument();
    await press('I have copied it');
    expect(await screen.findByText('Pager')).toBeInTheDocument();
    expect(document.body.innerHTML).not.toContain(SECRET);
    expect(api.webhooks.created).toEqual([
      {
        url: 'https://hooks.example.com/leadshop',
        description: 'Pager',
        event_types: ['batch.completed'],
      },
    ]);
  });

  it('say what the server finds wrong, at the field', async () => {
    api.webhooks.failing.update = await refused(400, 'InputError', 'Refused', {
      fields: [{ field: 'url', message: 'is private' }],
    });
    await open();
    await choose('Edit');
    await fill('Address', 'https://10.0.0.1/');
    await press('Save');
    expect(await screen.findByText('is private')).toBeInTheDocument();
  });

  it('get another secret, while the old one goes on signing', async () => {
    await open();
    await choose('Rotate secret');
    await userEvent.selectOptions(
      await screen.findByLabelText('The old secret signs too'),
      'For 7 days',
    );
    await press('Rotate');
    expect(await screen.findByLabelText('Secret')).toHaveValue(SECRET);
    expect(api.webhooks.rotated).toEqual([
      [testId(1), { old_valid_for_hours: 168 }],
    ]);
  });

  it('are sent a test event and switched off', async () => {
    await open();
    await choose('Send test event');
    expect(
      await screen.findByText(/A test event is on its way to Hook 1/),
    ).toBeInTheDocument();
    await choose('Switch off');
    expect(await screen.findByText(/^Hook 1 is off/)).toBeInTheDocument();
    expect(api.webhooks.updated).toEqual([[testId(1), 2, { enabled: false }]]);
    expect(api.webhooks.tried).toEqual([testId(1)]);
  });

  it('are deleted after a question', async () => {
    await open();
    await choose('Delete');
    await press('Delete webhook');
    expect(await screen.findByText('Hook 1 is deleted.')).toBeInTheDocument();
  });

  it('show what was sent to them and what waits', async () => {
    api.webhooks.sent = [
      delivery(1),
      delivery(2, {
        status: 'pending',
        attempts: 3,
        response_status: 503,
        error: 'The receiver answered 503',
        next_attempt_at: '2026-03-01T11:00:00.000Z',
      }),
    ];
    await open();
    await press('Deliveries to Hook 1');
    const drawer = await screen.findByRole('dialog', {
      name: 'Deliveries to Hook 1',
    });
    const [arrived, waiting] = await within(drawer).findAllByRole('listitem');
    expect(arrived).toHaveTextContent(
      /Alert raised.*Delivered.*1 attempt.*answered 204 in 120 ms.*msg_1/,
    );
    expect(waiting).toHaveTextContent(
      /Waits.*3 attempts.*next try.*The receiver answered 503/,
    );
    expect(await accessibilityProblems(drawer)).toEqual([]);
    await userEvent.selectOptions(
      within(drawer).getByLabelText('Status'),
      'Given up',
    );
    expect(
      await within(drawer).findByText('No delivery has this status.'),
    ).toBeInTheDocument();
  });

  it('show older deliveries as well when they are asked for', async () => {
    api.webhooks.sent = Array.from({ length: 270 }, (_, n) => delivery(n + 1));
    await open();
    await press('Deliveries to Hook 1');
    await screen.findByText('1–50 of 270');
    expect(screen.getAllByText(/^msg_/)).toHaveLength(50);
    for (const last of [100, 150, 200, 250, 270]) {
      await press('Show more');
      await screen.findByText(`1–${last} of 270`);
    }
    expect(new Set(api.webhooks.sent.map(({ message_id: id }) => id))).toEqual(
      new Set(screen.getAllByText(/^msg_/).map(one => one.textContent)),
    );
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });

  it('cannot be made without a key for their secrets', async () => {
    api.webhooks.hooks = { can_store_secrets: false, webhooks: [] };
    await open();
    expect(
      await screen.findByRole('button', { name: 'Make a webhook' }),
    ).toBeDisabled();
    expect(
      screen.getByText(/Set leadshopTesting\.credentials\.keys/),
    ).toBeInTheDocument();
  });

  it('lead to their dead letters', async () => {
    api.webhooks.hooks.webhooks = [webhook(1, { dead_letters: 3 })];
    await open();
    expect(
      await screen.findByRole('link', { name: '3 dead letters' }),
    ).toHaveAttribute(
      'href',
      `${ROOT}/alerts/dead-letters?webhook=${testId(1)}`,
    );
  });
});
