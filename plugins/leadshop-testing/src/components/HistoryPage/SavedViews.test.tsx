import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { mockApis } from '@backstage/test-utils';
import { useLocation } from 'react-router-dom';
import { endedTest } from '../../__testUtils__/executions';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import {
  accessibilityProblems,
  renderPage,
} from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

const Address = () => <p data-testid="address">{useLocation().search}</p>;

describe('saved views of the history', () => {
  let storage: ReturnType<typeof mockApis.storage>;
  let api: InMemoryTesting;

  const open = async (query = '') => {
    const page = await renderPage(
      <>
        <LeadshopTestingContent />
        <Address />
      </>,
      { api, storage, at: `/history${query}` },
    );
    await screen.findByText('Business 1');
    return page;
  };
  const stored = () =>
    storage.forBucket('leadshop-testing').snapshot('history-views').value;
  const store = (value: object) =>
    storage.forBucket('leadshop-testing').set('history-views', value);
  const address = () => screen.getByTestId('address').textContent;
  const openMenu = async () =>
    userEvent.click(await screen.findByRole('button', { name: /^Views?\b/ }));
  const choose = async (name: string) => {
    await openMenu();
    await userEvent.click(await screen.findByRole('menuitem', { name }));
  };
  const name = () => screen.getByLabelText('Name of the view');

  beforeEach(() => {
    storage = mockApis.storage();
    api = new InMemoryTesting();
    api.history = [endedTest(1)];
  });

  it('keep filters, order and columns', async () => {
    await open('?status=failed&sort=-score&columns=lead,spam&cursor=c1');
    await choose('Save as a new view');
    expect(name()).toHaveFocus();
    await userEvent.keyboard('  My failures {Enter}');
    await waitFor(() =>
      expect(stored()).toEqual({
        views: [
          {
            name: 'My failures',
            query: 'columns=lead%2Cspam&sort=-score&status=failed',
          },
        ],
      }),
    );
    expect(
      await screen.findByRole('button', { name: 'View: My failures' }),
    ).toBeInTheDocument();
    expect(address()).toBe(
      '?columns=lead%2Cspam&sort=-score&status=failed&view=My+failures',
    );
  });

  it('that another tab saves or deletes come and go here', async () => {
    await open();
    await act(() => store({ views: [{ name: 'From there', query: 'q=a' }] }));
    await openMenu();
    expect(
      await screen.findByRole('menuitemradio', { name: 'From there' }),
    ).toBeInTheDocument();
    await act(() => store({ views: [] }));
    expect(screen.queryByRole('menuitemradio')).not.toBeInTheDocument();
  });

  it('are opened, changed and overwritten', async () => {
    await store({
      views: [
        { name: 'Failures', query: 'status=failed' },
        { name: 'Mine', query: 'user=jo' },
      ],
    });
    const { container } = await open();
    await openMenu();
    expect(await accessibilityProblems(container.ownerDocument.body)).toEqual(
      [],
    );
    await userEvent.click(
      screen.getByRole('menuitemradio', { name: 'Failures' }),
    );
    expect(address()).toBe('?status=failed&view=Failures');
    await userEvent.click(screen.getByRole('button', { name: 'Cancelled' }));
    await screen.findByRole('button', { name: 'View: Failures (changed)' });
    await choose('Save to “Failures”');
    await screen.findByRole('button', { name: 'View: Failures' });
    expect(stored()).toEqual({
      views: [
        { name: 'Failures', query: 'status=failed%2Ccancelled' },
        { name: 'Mine', query: 'user=jo' },
      ],
    });
  });

  it('open the page when one is chosen for that, and only then', async () => {
    await store({
      standard: 'Failures',
      views: [{ name: 'Failures', query: 'status=failed' }],
    });
    const { unmount } = await open();
    expect(address()).toBe('?status=failed&view=Failures');
    // The list was not read before for nothing
    expect(api.filters).toHaveLength(1);
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(address()).toBe('');
    unmount();
    const { unmount: close } = await open('?q=acme');
    expect(address()).toBe('?q=acme');
    close();

    await open();
    await choose('No longer open the history with “Failures”');
    await waitFor(() => expect(stored()).not.toHaveProperty('standard'));
    await choose('Open the history with “Failures”');
    await waitFor(() =>
      expect(stored()).toHaveProperty('standard', 'Failures'),
    );
  });

  it('get another name, which the page opens with then', async () => {
    await store({
      standard: 'Failures',
      views: [
        { name: 'Failures', query: 'status=failed' },
        { name: 'Mine', query: 'user=jo' },
      ],
    });
    await open();
    await choose('Rename “Failures”');
    await userEvent.clear(name());
    await userEvent.type(name(), 'MINE');
    expect(
      screen.getByText(/You have a view of that name/),
    ).toBeInTheDocument();
    await userEvent.keyboard('{Enter}');
    expect(stored()).toHaveProperty('standard', 'Failures');
    await userEvent.clear(name());
    await userEvent.type(name(), 'failures');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByRole('button', { name: 'View: failures' });
    expect(stored()).toEqual({
      standard: 'failures',
      views: [
        { name: 'failures', query: 'status=failed' },
        { name: 'Mine', query: 'user=jo' },
      ],
    });
  });

  it('have a name', async () => {
    await open();
    await choose('Save as a new view');
    expect(screen.queryByText('Give the view a name.')).toBeNull();
    await userEvent.type(name(), '   {Enter}');
    expect(screen.getByText('Give the view a name.')).toBeInTheDocument();
    expect(name()).toBeInvalid();
    await userEvent.type(name(), 'x'.repeat(61));
    expect(
      screen.getByText('A name has at most 60 characters.'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(stored()).toBeUndefined();
  });

  it('are deleted after a question', async () => {
    await store({
      standard: 'Failures',
      views: [{ name: 'Failures', query: 'status=failed' }],
    });
    await open();
    await choose('Delete “Failures”');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Delete view' }),
    );
    await waitFor(() => expect(stored()).toEqual({ views: [] }));
    await waitFor(() => expect(address()).toBe('?status=failed'));
    await openMenu();
    expect(
      screen.getByText('A view keeps filters, order and columns under a name.'),
    ).toBeInTheDocument();
  });

  it('arrive from another tab', async () => {
    await open();
    await act(async () =>
      store({ views: [{ name: 'From there', query: 'q=acme' }] }),
    );
    await openMenu();
    await userEvent.click(
      screen.getByRole('menuitemradio', { name: 'From there' }),
    );
    expect(address()).toBe('?q=acme&view=From+there');
  });

  it('say when they could not be kept', async () => {
    storage.forBucket('leadshop-testing').set = async () => {
      throw new Error('The settings are away');
    };
    await open();
    await choose('Save as a new view');
    await userEvent.type(name(), 'Mine{Enter}');
    expect(
      await screen.findByText('The view was not saved: The settings are away'),
    ).toBeInTheDocument();
    expect(name()).toHaveValue('Mine');
  });

  it('leave out what is no view', async () => {
    await store({ standard: 'gone', views: [{ name: 3 }, 'text', null] });
    await open();
    expect(address()).toBe('');
    await openMenu();
    expect(screen.queryByRole('menuitemradio')).toBeNull();
  });
});
