import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { storedLead } from '../../__testUtils__/leads';
import { refused } from '../../__testUtils__/refusals';
import { csv, GOOD, wizardScreen } from '../../__testUtils__/wizardScreen';

describe('Import wizard, check', () => {
  const wizard = wizardScreen();
  const { onClose, open, choose, press, started } = wizard;
  let api: InMemoryTesting;
  beforeEach(() => {
    api = wizard.api;
  });

  it('puts cells right, checks them again and imports them', async () => {
    await open();
    await choose(csv([GOOD, ',https://two.com,two@two.com']));
    const name = await screen.findByLabelText('Business name, row 3');
    await userEvent.type(name, 'Two');
    expect(screen.getByText('1 correction not checked yet')).toBeVisible();
    expect(
      screen.queryByRole('button', { name: /^Import/ }),
    ).not.toBeInTheDocument();
    await press('Check again');
    await press('Import 2 leads');
    await waitFor(() => expect(started()).toHaveLength(3));
    const corrections = [{ row: 3, field: 'business_name', value: 'Two' }];
    expect(started()[1]).toMatchObject({ dryRun: true });
    expect(started()[1].options.corrections).toEqual(corrections);
    expect(started()[2]).toMatchObject({ dryRun: false });
    expect(started()[2].options.corrections).toEqual(corrections);
  });

  it('knows when a cell is as in the file again', async () => {
    await open();
    await choose(csv(['X,not a site,two@two.com', GOOD]));
    const site = await screen.findByLabelText('Website URL, row 2');
    await userEvent.type(site, '!');
    expect(site).toHaveAccessibleDescription(
      'Changed, not checked yet. In the file: not a site',
    );
    expect(site).not.toBeInvalid();
    expect(
      screen.getByRole('button', { name: 'Check again' }),
    ).toBeInTheDocument();
    await userEvent.type(site, '{Backspace}');
    expect(site).toHaveAccessibleDescription(/^Error: /);
    expect(site).toBeInvalid();
    expect(screen.getByRole('button', { name: 'Import 1 lead' })).toBeEnabled();
  });

  it('checks again when all corrections were taken back', async () => {
    await open();
    await choose(csv([GOOD, ',https://two.com,two@two.com']));
    await userEvent.type(
      await screen.findByLabelText('Business name, row 3'),
      'Two',
    );
    await press('Check again');
    await screen.findByRole('button', { name: 'Import 2 leads' });
    await press('Take all corrections back');
    expect(screen.getByText('1 correction not checked yet')).toBeVisible();
    await press('Check again');
    expect(
      await screen.findByRole('button', { name: 'Import 1 lead' }),
    ).toBeEnabled();
    expect(screen.queryByText(/not checked yet/)).not.toBeInTheDocument();
  });

  it('leads to the stored lead that a row repeats, beside the import', async () => {
    const stored = storedLead(7, { email: 'test@test.com' });
    api.leads.stored = [stored];
    await open();
    await choose(csv([GOOD]));
    const link = await screen.findByRole('link', {
      name: /Show the stored lead/,
    });
    expect(link).toHaveAttribute(
      'href',
      `/leadshop-testing/leads?journey=${stored.id}`,
    );
    expect(link).toHaveAttribute('target', '_blank');
    expect(
      screen.getByText(/^Nothing would be imported: 1 duplicate skipped/),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Import' })).toBeDisabled();
  });

  it('says why a check ended early', async () => {
    api.imports.holding = true;
    const { feed } = await open();
    await choose(csv([GOOD]));
    await screen.findByText('Reading: 0 of about 1 rows');
    const [{ id }] = api.imports.stored;
    api.imports.holding = false;
    const payload = api.imports.change(id, {
      status: 'failed',
      phase: null,
      error_message: 'The backend that read the file stopped; upload it again',
    });
    act(() =>
      feed.publish(`import:${id}`, {
        type: 'updates',
        updates: payload ? [{ type: 'import_update', payload }] : [],
      }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The backend that read the file stopped; upload it again',
    );
    await press('Check again');
    expect(
      await screen.findByRole('button', { name: 'Import 1 lead' }),
    ).toBeEnabled();
  });

  it('asks before corrections are lost', async () => {
    await open();
    await choose(csv([',https://two.com,two@two.com']));
    const name = await screen.findByLabelText('Business name, row 2');
    await userEvent.type(name, 'T');
    await press('Close the import');
    expect(onClose).not.toHaveBeenCalled();
    const dialog = await screen.findByRole('dialog', {
      name: 'Close without importing?',
    });
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Close the import' }),
    );
    await waitFor(() => expect(onClose).toHaveBeenCalled());
  });

  it('closes with Escape', async () => {
    await open();
    await screen.findByRole('heading', { name: 'Choose a file' });
    await userEvent.keyboard('{Escape}');
    expect(onClose).toHaveBeenCalled();
  });

  it('filters by outcome and problem', async () => {
    await open();
    await choose(
      csv([GOOD, GOOD, ',https://two.com,two@two.com', 'C,,c@c.com']),
    );
    await screen.findByText('Row 3');
    expect(screen.getByText('Row 5')).toBeInTheDocument();
    await press('Duplicates (1)');
    await waitFor(() =>
      expect(screen.queryByText('Row 5')).not.toBeInTheDocument(),
    );
    expect(
      screen.getByText(/^The same e-mail address as row 2/),
    ).toBeInTheDocument();
    await press('Duplicates (1)');
    await userEvent.click(screen.getByLabelText('Problem'));
    await userEvent.click(
      screen.getByRole('option', { name: 'Website URL: Missing (1)' }),
    );
    await waitFor(() =>
      expect(screen.queryByText('Row 4')).not.toBeInTheDocument(),
    );
    expect(await screen.findByText('Row 5')).toBeInTheDocument();
  });

  it('follows a long check, and stops it when it is left', async () => {
    api.imports.holding = true;
    const { feed } = await open();
    await choose(csv([GOOD]));
    expect(await screen.findByText('Reading: 0 of about 1 rows')).toBeVisible();
    const [{ id }] = api.imports.stored;
    const payload = api.imports.change(id, { phase: 'checking' });
    feed.publish(`import:${id}`, {
      type: 'updates',
      updates: payload ? [{ type: 'import_update', payload }] : [],
    });
    expect(
      await screen.findByText('Looking for duplicates among 0 rows'),
    ).toBeVisible();
    await press('Back');
    await waitFor(() => expect(api.imports.stored[0].status).toBe('cancelled'));
  });

  it('stops sending a file that nobody wants checked any more', async () => {
    api.imports.slowUploads = true;
    await open();
    await choose(csv([GOOD]));
    expect(await screen.findByText('Uploading: 50%')).toBeVisible();
    await press('Back');
    api.imports.slowUploads = false;
    await press('Check');
    await screen.findByRole('button', { name: 'Import 1 lead' });
    expect(api.imports.stored).toHaveLength(1);
  });

  it('tells when there is no network', async () => {
    api.imports.failing.start = new TypeError('Failed to fetch');
    await open();
    await choose(csv([GOOD]));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The backend did not answer. Check the network connection',
    );
  });

  it('tells why the check failed', async () => {
    api.imports.failing.start = await refused(
      413,
      'PayloadTooLargeError',
      'The file has more than 100000 rows; split it',
    );
    await open();
    await choose(csv([GOOD]));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The file has more than 100000 rows; split it',
    );
    api.imports.failing = {};
    await press('Check again');
    expect(
      await screen.findByRole('button', { name: 'Import 1 lead' }),
    ).toBeEnabled();
  });
});
