import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import { InMemoryTesting } from '../../../__testUtils__/InMemoryTesting';
import { renderPage } from '../../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../../LeadshopTestingPage';

const Address = () => <p data-testid="address">{useLocation().search}</p>;

describe('settings in force', () => {
  const open = async (query = '') => {
    await renderPage(
      <>
        <LeadshopTestingContent />
        <Address />
      </>,
      { api: new InMemoryTesting(), at: `/admin/settings${query}` },
    );
    await screen.findByRole('region', { name: 'Settings in force' });
  };
  const row = (path: string) => screen.getByText(path).closest('tr');
  const paths = () =>
    within(screen.getByRole('table'))
      .getAllByRole('row')
      .slice(1)
      .map(
        ({ textContent }) => textContent?.match(/^leadshopTesting\.\w+/)?.[0],
      );
  const address = () => screen.getByTestId('address').textContent;

  it('have values that can be read, and tell where these come from', async () => {
    await open();
    await screen.findByRole('table');
    expect(row('leadshopTesting.execution.concurrency')).toHaveTextContent(
      /10app-config$/,
    );
    expect(row('leadshopTesting.execution.testTimeout')).toHaveTextContent(
      /10 min 00 sDefault$/,
    );
    expect(row('leadshopTesting.import.maxFileSizeMb')).toHaveTextContent(
      /64\.0 MiB.*comes into force with the next start/,
    );
    expect(row('leadshopTesting.history.retention')).toHaveTextContent(
      /30 daysDefault$/,
    );
    expect(row('leadshopTesting.providers.smtp.port')).toHaveTextContent(
      /10025Sandbox$/,
    );
    expect(screen.getByText(/Some settings were changed/)).toBeInTheDocument();
    expect(
      within(screen.getByRole('region', { name: 'Outside services' }))
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(['semrushLive', 'pagespeedSandbox']);
  });

  it('say of a secret only whether it is set', async () => {
    await open();
    await screen.findByRole('table');
    expect(row('leadshopTesting.providers.semrush.apiKey')).toHaveTextContent(
      'Set, and not shown',
    );
    expect(row('leadshopTesting.providers.pagespeed.apiKey')).toHaveTextContent(
      'Not set',
    );
  });

  it('are narrowed by a text and to what is set, in the address', async () => {
    await open('?q=EXECUTION');
    await screen.findByRole('table');
    expect(paths()).toEqual([
      'leadshopTesting.execution',
      'leadshopTesting.execution',
    ]);
    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Only what is set' }),
    );
    expect(paths()).toEqual(['leadshopTesting.execution']);
    expect(address()).toBe('?q=EXECUTION&changed=yes');
    await userEvent.type(screen.getByLabelText('Search settings'), 'x');
    await waitFor(() => expect(address()).toBe('?changed=yes&q=EXECUTIONx'));
    expect(screen.getByText('No such setting')).toBeInTheDocument();
  });
});
