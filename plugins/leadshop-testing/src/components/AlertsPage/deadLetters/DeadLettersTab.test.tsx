import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { deadLetter, webhook } from '../../../__testUtils__/alerts';
import { testId } from '../../../__testUtils__/executions';
import { InMemoryTesting } from '../../../__testUtils__/InMemoryTesting';
import {
  accessibilityProblems,
  PageSetup,
  renderPage,
} from '../../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../../LeadshopTestingPage';

describe('Dead letters', () => {
  let api: InMemoryTesting;
  const open = (setup: PageSetup = {}) =>
    renderPage(<LeadshopTestingContent />, {
      api,
      at: '/alerts/dead-letters',
      ...setup,
    });
  const press = async (name: string | RegExp) =>
    userEvent.click(await screen.findByRole('button', { name }));

  beforeEach(() => {
    api = new InMemoryTesting();
    api.webhooks.hooks.webhooks = [webhook(1, { dead_letters: 2 }), webhook(2)];
    api.webhooks.letters = [deadLetter(11), deadLetter(12)];
  });

  it('say what was given up and why, and are sent again one by one', async () => {
    const { container } = await open();
    const [, row] = await screen.findAllByRole('row');
    expect(row).toHaveTextContent(
      /Alert raised.*msg_11.*Hook 1.*answered 503.*9 attempts/,
    );
    expect(await accessibilityProblems(container)).toEqual([]);
    const [first] = screen.getAllByRole('button', {
      name: 'Send again: Alert raised to Hook 1',
    });
    await userEvent.click(first);
    expect(
      await screen.findByText('1 message is on its way again.'),
    ).toBeInTheDocument();
    expect(api.webhooks.resent).toEqual([testId(11)]);
  });

  it('are sent again all at once, after a question', async () => {
    await open();
    await press('Send all again');
    expect(
      await screen.findByText(/^2 messages go out again/),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getAllByRole('button', { name: 'Send all again' }).slice(-1)[0],
    );
    expect(
      await screen.findByText('2 messages are on their way again.'),
    ).toBeInTheDocument();
    expect(await screen.findByText('No dead letters')).toBeInTheDocument();
  });

  it('of a webhook that is off wait until it is on', async () => {
    api.webhooks.letters = [
      deadLetter(1, {
        webhook: { url: 'https://a.example/', description: '', enabled: false },
      }),
    ];
    await open();
    expect(
      await screen.findByText(/The webhook is switched off/),
    ).toBeInTheDocument();
  });

  it('are only read by those who may not send them again', async () => {
    await open({ granted: ['manage_system_config'] });
    await screen.findAllByText('Alert raised');
    expect(screen.queryByRole('button', { name: /^Send/ })).toBeNull();
  });

  it('say why one was not sent again', async () => {
    api.webhooks.failing.resend = new Error('The webhook is disabled');
    await open();
    const [first] = await screen.findAllByRole('button', {
      name: 'Send again: Alert raised to Hook 1',
    });
    await userEvent.click(first);
    expect(
      await screen.findByText(/not sent again: The webhook is disabled/),
    ).toBeInTheDocument();
  });
});
