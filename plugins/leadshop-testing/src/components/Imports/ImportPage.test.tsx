import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes, useLocation } from 'react-router-dom';
import { drawnBoxes } from '../../__testUtils__/drawnBoxes';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { wholeImport, workId } from '../../__testUtils__/leads';
import { refused } from '../../__testUtils__/refusals';
import { tellImport } from '../../__testUtils__/tellImport';
import {
  accessibilityProblems,
  PageSetup,
  renderPage,
} from '../../__testUtils__/renderPage';
import { ImportPage } from './ImportPage';

const Address = () => <p data-testid="address">{useLocation().pathname}</p>;

const FILE = new File(
  [
    'business_name,website_url,email\n',
    'Test Corp,https://test.com,a@b.com\n',
    ',https://two.com,two@two.com\n',
    'Three,https://three.com,a@b.com\n',
  ],
  'leads.csv',
);

describe('Import', () => {
  let api: InMemoryTesting;
  drawnBoxes();

  const open = (id: string, setup: Partial<PageSetup> = {}) =>
    renderPage(
      <>
        <Routes>
          <Route path="imports/:id" element={<ImportPage />} />
        </Routes>
        <Address />
      </>,
      { api, role: 'qa_manager', at: `/imports/${id}`, ...setup },
    );
  const press = async (name: string | RegExp) =>
    userEvent.click(await screen.findByRole('button', { name }));
  const answer = async (name: string) =>
    userEvent.click(
      within(await screen.findByRole('dialog')).getByRole('button', { name }),
    );
  const importFile = async () => (await api.imports.start(FILE, {})).import_id;

  beforeEach(() => {
    api = new InMemoryTesting();
  });

  it('shows what became of the rows, and what can be done now', async () => {
    const id = await importFile();
    const { container } = await open(id);
    expect(
      await screen.findByText(
        '1 lead was created, 1 duplicate skipped, 1 row rejected.',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('Completed')).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Show these leads' }),
    ).toHaveAttribute('href', `/leadshop-testing/leads?import_id=${id}`);
    expect(screen.getByText('Import Errors')).toBeInTheDocument();
    expect(await screen.findByText('Row 3')).toBeInTheDocument();
    expect(screen.getByText(/^business_name is required/)).toBeInTheDocument();
    expect(screen.getByText('Row 4')).toBeInTheDocument();
    expect(
      screen.getByText(/^The same e-mail address as row 2/),
    ).toBeInTheDocument();
    // Nothing can be put right any more
    expect(screen.queryByRole('textbox')).not.toBeInTheDocument();
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('tests the leads of the import after asking', async () => {
    const id = await importFile();
    await open(id);
    await press('Test these leads');
    await answer('Start the tests');
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(
        `/batches/${api.batches.stored[0].id}`,
      ),
    );
    expect(api.batches.started).toMatchObject([{ request: { import_id: id } }]);
  });

  it('says when there are too many leads for a batch', async () => {
    api.imports.stored = [wholeImport(1, { created: 100_001 })];
    await open(workId(1));
    expect(
      await screen.findByText(/^A batch has at most 100,000 tests/),
    ).toBeInTheDocument();
    expect(screen.queryByText('Test these leads')).not.toBeInTheDocument();
  });

  it('saves the rejected rows', async () => {
    const saved: { name: string; blob: Blob }[] = [];
    URL.createObjectURL = jest.fn(blob => {
      saved.push({ name: '', blob: blob as Blob });
      return 'blob:rejected';
    });
    URL.revokeObjectURL = jest.fn();
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function click(this: HTMLAnchorElement) {
        saved[0].name = this.download;
      });
    await open(await importFile());
    await press('Download rejected rows');
    await waitFor(() => expect(saved[0]?.name).toBe('leads-rejected.csv'));
    expect(saved[0].blob.size).toBeGreaterThan(0);
  });

  it('says why the rejected rows were not saved', async () => {
    const { alerts } = await open(await importFile());
    api.imports.failing.errorsCsv = await refused(500, 'Error', 'Disk is full');
    await press('Download rejected rows');
    await waitFor(() =>
      expect(alerts.map(({ message }) => message)).toEqual([
        'The rejected rows were not downloaded: Disk is full',
      ]),
    );
  });

  it('undoes the import, and says what stays', async () => {
    const id = await importFile();
    api.leads.stored = api.leads.stored.map(lead => ({ ...lead, version: 2 }));
    await open(id);
    await press('Undo import of leads.csv');
    await answer('Undo the import');
    expect(
      await screen.findByText(
        /^Undone: 0 leads removed.*1 lead stay as they are: somebody changed/,
      ),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: /^Undo/ }),
    ).not.toBeInTheDocument();
    expect(screen.queryByText('Test these leads')).not.toBeInTheDocument();
  });

  describe('while it runs', () => {
    let now: number;

    beforeEach(() => {
      now = 1_000_000;
      jest.spyOn(Date, 'now').mockImplementation(() => now);
      api.imports.holding = true;
    });
    afterEach(() => jest.restoreAllMocks());

    it('shows how far it is and how fast, then the result', async () => {
      const id = await importFile();
      api.imports.change(id, { total: 100_000 });
      const page = await open(id);
      expect(
        await screen.findByText('Reading: 0 of about 100,000 rows'),
      ).toBeVisible();
      expect(screen.queryByText('Show these leads')).not.toBeInTheDocument();
      now += 2000;
      act(() => {
        api.imports.change(id, { processed: 50_000 });
        tellImport(page, id);
      });
      expect(
        await screen.findByText(
          'Reading: 50,000 of about 100,000 rows, 25,000 a second',
        ),
      ).toBeVisible();
      expect(
        screen.getByRole('progressbar', { name: 'Import' }),
      ).toHaveAttribute('aria-valuenow', '50');
      expect(await accessibilityProblems(page.container)).toEqual([]);
      const told = screen.getByText('Leads are imported.');
      act(() => {
        api.imports.finish(id);
        tellImport(page, id);
      });
      await waitFor(() => expect(told).toHaveTextContent('1 lead was created'));
      expect(told).toHaveAttribute('role', 'status');
      expect(await screen.findByText('Row 3')).toBeInTheDocument();
    });

    it('waits for its turn', async () => {
      const id = await importFile();
      api.imports.change(id, { status: 'pending', phase: null });
      await open(id);
      expect(await screen.findByText('Waiting for its turn')).toBeVisible();
    });

    it('is cancelled after asking', async () => {
      const id = await importFile();
      await open(id);
      await press('Cancel import');
      expect(api.imports.stored[0].status).toBe('running');
      await answer('Cancel the import');
      expect(
        await screen.findByText('Cancelled: nothing was imported.'),
      ).toBeInTheDocument();
      expect(api.leads.stored).toEqual([]);
    });

    it('says when it is cancelling', async () => {
      const id = await importFile();
      jest.spyOn(api.imports, 'cancel').mockResolvedValue();
      await open(id);
      await press('Cancel import');
      await answer('Cancel the import');
      expect(
        await screen.findByRole('button', {
          name: 'Cancelling…',
          hidden: true,
        }),
      ).toBeDisabled();
    });
  });

  it('says what happened when the backend that read the file died', async () => {
    api.imports.stored = [
      wholeImport(1, {
        status: 'failed',
        successful: 0,
        created: 0,
        error_message:
          'The backend that read the file stopped; upload it again.',
      }),
    ];
    await open(workId(1));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The backend that read the file stopped; upload it again. Nothing was imported.',
    );
    expect(screen.queryByText('Show these leads')).not.toBeInTheDocument();
  });

  it('says when there is no such import', async () => {
    await open(workId(9));
    expect(
      await screen.findByRole('heading', { name: 'There is no such import' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'All imports' })).toHaveAttribute(
      'href',
      '/leadshop-testing/imports',
    );
  });

  it('says when it cannot be read, and tries again', async () => {
    const id = await importFile();
    api.imports.failing.get = new TypeError('Failed to fetch');
    await open(id);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The backend did not answer',
    );
    api.imports.failing = {};
    await press('Retry');
    expect(await screen.findByText('Row 3')).toBeInTheDocument();
  });

  it('is not for those who may not import', async () => {
    await open(await importFile(), { role: 'viewer' });
    expect(
      await screen.findByText('You may not import leads'),
    ).toBeInTheDocument();
  });
});
