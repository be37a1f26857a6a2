import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { accessibilityProblems } from '../../__testUtils__/renderPage';
import { csv, GOOD, wizardScreen } from '../../__testUtils__/wizardScreen';

describe('Import wizard', () => {
  const wizard = wizardScreen();
  const { open, choose, press, started } = wizard;
  let api: InMemoryTesting;
  beforeEach(() => {
    api = wizard.api;
  });

  it('shows the leads of a CSV file that is uploaded', async () => {
    await open();
    await choose(csv([GOOD]));
    await waitFor(() => {
      expect(screen.getByText('Test Corp')).toBeInTheDocument();
    });
  });

  it('lets a file be chosen with the keyboard', async () => {
    await open();
    const opened = jest.fn();
    const input = await screen.findByTestId('file-upload');
    input.addEventListener('click', opened);
    expect(
      screen.getByRole('heading', { name: 'Choose a file' }),
    ).toHaveFocus();
    await userEvent.tab();
    expect(screen.getByRole('button', { name: 'Choose file' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(opened).toHaveBeenCalledTimes(1);
  });

  it('tells screen readers what the check came to', async () => {
    await open();
    await choose(csv([GOOD]));
    const result = await screen.findByText('1 lead would be created.');
    expect(
      screen.getAllByRole('status').some(region => region.contains(result)),
    ).toBe(true);
  });

  it('takes a file that is dropped', async () => {
    await open();
    const file = csv([GOOD]);
    fireEvent.drop(await screen.findByTestId('file-upload'), {
      dataTransfer: {
        files: [file],
        items: [{ kind: 'file', type: file.type, getAsFile: () => file }],
        types: ['Files'],
      },
    });
    expect(
      await screen.findByRole('button', { name: 'Import 1 lead' }),
    ).toBeEnabled();
  });

  it('does not let a file that is dropped elsewhere replace the page', async () => {
    await open();
    await screen.findByTestId('file-upload');
    const drop = new Event('drop', { bubbles: true, cancelable: true });
    document.body.dispatchEvent(drop);
    expect(drop.defaultPrevented).toBe(true);
  });

  it('shows what is wrong with a row at once', async () => {
    await open();
    await choose(csv([',invalid-url,invalid-email']));
    expect(await screen.findByText(/Import Errors/)).toBeInTheDocument();
    expect(await screen.findByText('Row 2')).toBeInTheDocument();
    expect(screen.getByText('Rejected (1)')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Import' })).toBeDisabled();
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('checks a file that it understands, then imports it', async () => {
    await open();
    await choose(csv([GOOD, 'Other,https://other.com,o@other.com']));
    await press('Import 2 leads');
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(
        `/imports/${api.imports.stored[0].id}`,
      ),
    );
    expect(started().map(({ dryRun }) => dryRun)).toEqual([true, false]);
    expect(started()[1].options).toEqual({
      columns: ['business_name', 'website_url', 'email'],
      on_duplicate: 'skip',
      default_country: 'US',
      corrections: [],
    });
    expect(api.leads.stored.map(lead => lead.business_name)).toEqual([
      'Test Corp',
      'Other',
    ]);
  });

  it('puts the focus on the heading of each step', async () => {
    await open();
    expect(
      await screen.findByRole('heading', { name: 'Choose a file' }),
    ).toHaveFocus();
    await choose(csv([GOOD]));
    await screen.findByRole('button', { name: 'Import 1 lead' });
    expect(
      screen.getByRole('heading', { name: 'Check the file' }),
    ).toHaveFocus();
    await press('Back');
    expect(
      screen.getByRole('heading', { name: 'Say what the columns hold' }),
    ).toHaveFocus();
    expect(screen.getByText('Columns')).toHaveAttribute('aria-current', 'step');
  });
});
