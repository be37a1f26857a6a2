import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
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
import { ImportsPage } from './ImportsPage';

const FILE = new File(
  ['business_name,website_url,email\nTest Corp,https://test.com,a@b.com'],
  'new.csv',
);

describe('Imports', () => {
  let api: InMemoryTesting;

  const open = (setup: Partial<PageSetup> = {}) =>
    renderPage(<ImportsPage />, { api, role: 'qa_manager', ...setup });
  const rowOf = async (file: string) => {
    const link = await screen.findByRole('link', { name: file });
    const row = link.closest('tr');
    expect(row).not.toBeNull();
    return within(row as HTMLElement);
  };
  const cells = async (file: string) =>
    (await rowOf(file)).getAllByRole('cell').map(cell => cell.textContent);

  beforeEach(() => {
    api = new InMemoryTesting();
  });

  it('shows what became of each file, the newest first', async () => {
    api.imports.stored = [
      wholeImport(3, { created: 20, updated: 3, duplicates: 2, failed: 1 }),
      wholeImport(2, { status: 'failed', created: 0, successful: 0 }),
      wholeImport(1, { dry_run: true }),
    ];
    const { container } = await open();
    expect((await cells('leads-3.csv')).slice(1, 6)).toEqual([
      'Completed',
      '20',
      '3',
      '2',
      '1',
    ]);
    expect((await cells('leads-2.csv'))[1]).toBe('Failed');
    expect(screen.queryByText('leads-1.csv')).not.toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'leads-3.csv' })).toHaveAttribute(
      'href',
      `/leadshop-testing/imports/${workId(3)}`,
    );
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('leads to the wizard when there is nothing yet', async () => {
    await open();
    expect(await screen.findByText('No imports yet')).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Import leads' }),
    ).toHaveAttribute('href', '/leadshop-testing/leads?import=new');
  });

  it('says when the list cannot be read, and tries again', async () => {
    api.imports.failing.list = new TypeError('Failed to fetch');
    await open();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The backend did not answer',
    );
    api.imports.failing = {};
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await screen.findByText('No imports yet')).toBeInTheDocument();
  });

  it('is not for those who may not import', async () => {
    api.imports.stored = [wholeImport(1)];
    await open({ role: 'developer' });
    expect(
      await screen.findByText('You may not import leads'),
    ).toBeInTheDocument();
    expect(screen.queryByText('leads-1.csv')).not.toBeInTheDocument();
    expect(screen.queryByText('Import leads')).not.toBeInTheDocument();
  });

  it('turns pages', async () => {
    api.imports.stored = Array.from({ length: 30 }, (_, index) =>
      wholeImport(30 - index),
    );
    await open();
    await screen.findByText('leads-30.csv');
    await userEvent.click(screen.getByRole('button', { name: /next/i }));
    expect(await screen.findByText('leads-1.csv')).toBeInTheDocument();
    await waitFor(() =>
      expect(screen.queryByText('leads-30.csv')).not.toBeInTheDocument(),
    );
  });

  it('follows an import that runs, and shows its end', async () => {
    api.imports.holding = true;
    const { import_id: id } = await api.imports.start(FILE, {});
    const page = await open();
    expect(await screen.findByText('Reading: 0 of about 1 rows')).toBeVisible();
    act(() => {
      api.imports.change(id, { phase: 'storing', processed: 1 });
      tellImport(page, id);
    });
    expect(
      await screen.findByText('Storing the leads of 1 rows'),
    ).toBeVisible();
    act(() => {
      api.imports.finish(id);
      tellImport(page, id);
    });
    await waitFor(async () =>
      expect((await cells('new.csv')).slice(1, 3)).toEqual(['Completed', '1']),
    );
  });

  it('undoes an import after asking', async () => {
    await api.imports.start(FILE, {});
    await open();
    const row = await rowOf('new.csv');
    await userEvent.click(
      row.getByRole('button', { name: 'Undo import of new.csv' }),
    );
    const dialog = await screen.findByRole('dialog', {
      name: 'Undo the import of new.csv?',
    });
    expect(dialog).toHaveTextContent('1 created lead and 0 updated leads');
    expect(api.leads.stored).toHaveLength(1);
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Undo the import' }),
    );
    await waitFor(async () =>
      expect((await cells('new.csv'))[1]).toBe('Undone'),
    );
    expect(api.leads.stored).toEqual([]);
  });

  it('says why an import cannot be undone now', async () => {
    await api.imports.start(FILE, {});
    api.imports.failing.undo = await refused(409, 'Conflict', 'Try again soon');
    await open();
    const row = await rowOf('new.csv');
    await userEvent.click(
      row.getByRole('button', { name: 'Undo import of new.csv' }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Undo the import' }),
    );
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'Try again soon',
    );
    expect(api.leads.stored).toHaveLength(1);
  });

  describe('uploads of this browser tab', () => {
    const panel = () =>
      screen.findByRole('region', { name: 'Uploads of this browser tab' });

    it('shows one until it is an import', async () => {
      api.imports.slowUploads = true;
      const { container, uploads } = await open();
      act(() => void uploads.send(FILE, {}));
      expect(
        await within(await panel()).findByText('Uploading: 50%'),
      ).toBeVisible();
      expect(await accessibilityProblems(container)).toEqual([]);
      act(() => api.imports.arrive());
      expect(
        await screen.findByRole('link', { name: 'new.csv' }),
      ).toBeInTheDocument();
      expect(
        screen.queryByText('Uploads of this browser tab'),
      ).not.toBeInTheDocument();
    });

    it('stops one', async () => {
      api.imports.slowUploads = true;
      const { uploads } = await open();
      act(() => void uploads.send(FILE, {}));
      await userEvent.click(
        await screen.findByRole('button', { name: 'Stop upload of new.csv' }),
      );
      await waitFor(() => expect(uploads.list()).toEqual([]));
      expect(api.imports.stored).toEqual([]);
    });

    it('sends one again that the server did not take', async () => {
      api.imports.failing.start = await refused(
        429,
        'TooMany',
        'Too many files',
      );
      const { uploads } = await open();
      act(() => void uploads.send(FILE, {}));
      expect(await within(await panel()).findByRole('alert')).toHaveTextContent(
        'Nothing was imported: Too many files',
      );
      api.imports.failing = {};
      await userEvent.click(
        screen.getByRole('button', { name: 'Try again to upload new.csv' }),
      );
      expect(
        await screen.findByRole('link', { name: 'new.csv' }),
      ).toBeInTheDocument();
    });
  });

  describe('on a phone', () => {
    drawnBoxes({ width: 343 });

    it('lists the imports with their actions', async () => {
      api.imports.stored = [wholeImport(3, { duplicates: 2, failed: 1 })];
      const { container } = await open();
      expect(
        await screen.findByText(
          '25 created, 0 updated, 2 duplicates, 1 rejected',
        ),
      ).toBeVisible();
      expect(screen.queryByRole('table')).not.toBeInTheDocument();
      expect(
        screen.getByRole('button', { name: 'Undo import of leads-3.csv' }),
      ).toBeEnabled();
      expect(await accessibilityProblems(container)).toEqual([]);
    });
  });
});
