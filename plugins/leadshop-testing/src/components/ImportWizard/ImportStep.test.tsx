import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { refused } from '../../__testUtils__/refusals';
import { accessibilityProblems } from '../../__testUtils__/renderPage';
import { csv, GOOD, wizardScreen } from '../../__testUtils__/wizardScreen';

describe('Import wizard, import', () => {
  const wizard = wizardScreen();
  const { onClose, open, choose, press } = wizard;
  let api: InMemoryTesting;
  beforeEach(() => {
    api = wizard.api;
  });

  const sendSlowly = async () => {
    const page = await open();
    await choose(csv([GOOD]));
    await screen.findByRole('button', { name: 'Import 1 lead' });
    api.imports.slowUploads = true;
    await press('Import 1 lead');
    expect(await screen.findByText('Uploading: 50%')).toBeVisible();
    expect(screen.getByRole('heading', { name: 'Import' })).toHaveFocus();
    return page;
  };

  it('goes on with the upload when it is closed', async () => {
    const { alerts } = await sendSlowly();
    await press('Close and go on');
    expect(onClose).toHaveBeenCalled();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    api.imports.arrive();
    await waitFor(() =>
      expect(alerts.map(({ message }) => message)).toEqual([
        'leads.csv has arrived and is imported now.',
      ]),
    );
    expect(api.leads.stored).toHaveLength(1);
    expect(screen.getByTestId('address')).toHaveTextContent(
      /leadshop-testing$/,
    );
  });

  it('goes to the import when it stays open', async () => {
    const { alerts } = await sendSlowly();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    api.imports.arrive();
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(
        `/imports/${api.imports.stored[0].id}`,
      ),
    );
    expect(alerts).toEqual([]);
  });

  it('stops the upload, and is back at the check', async () => {
    const { uploads } = await sendSlowly();
    await press('Stop');
    expect(
      await screen.findByRole('button', { name: 'Import 1 lead' }),
    ).toBeEnabled();
    expect(uploads.list()).toEqual([]);
    expect(api.leads.stored).toEqual([]);
  });

  it('says when nothing was imported, and tries again', async () => {
    await open();
    await choose(csv([GOOD]));
    const importButton = await screen.findByRole('button', {
      name: 'Import 1 lead',
    });
    api.imports.failing.start = await refused(429, 'TooMany', 'Too many files');
    await userEvent.click(importButton);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Nothing was imported: Too many files',
    );
    api.imports.failing = {};
    await press('Try again');
    await waitFor(() => expect(api.leads.stored).toHaveLength(1));
  });
});
