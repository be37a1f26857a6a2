import { useState } from 'react';
import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { drawnBoxes } from '../../__testUtils__/drawnBoxes';
import {
  accessibilityProblems,
  PageSetup,
  renderPage,
} from '../../__testUtils__/renderPage';
import { refused } from '../../__testUtils__/refusals';
import { storedLead } from '../../__testUtils__/leads';
import { ImportWizard } from './ImportWizard';

const Address = () => <p data-testid="address">{useLocation().pathname}</p>;

/** Opened by a page, which it can be closed to. */
const Closable = ({ onClose }: { onClose: () => void }) => {
  const [open, setOpen] = useState(true);
  return (
    <ImportWizard
      open={open}
      onClose={() => {
        setOpen(false);
        onClose();
      }}
    />
  );
};

const HEADERS = 'business_name,website_url,email';
const GOOD = 'Test Corp,https://test.com,test@test.com';

function csv(rows: string[], name = 'leads.csv'): File {
  return new File([[HEADERS, ...rows].join('\n')], name, { type: 'text/csv' });
}

describe('Import wizard', () => {
  let api: InMemoryTesting;
  const onClose = jest.fn();
  drawnBoxes();

  const open = (setup: Partial<PageSetup> = {}) =>
    renderPage(
      <>
        <Closable onClose={onClose} />
        <Address />
      </>,
      { api, role: 'qa_manager', ...setup },
    );
  const choose = async (...files: File[]) => {
    const input = await screen.findByTestId('file-upload');
    fireEvent.change(input, { target: { files } });
  };
  const press = async (name: string | RegExp) =>
    userEvent.click(await screen.findByRole('button', { name }));
  const started = () => api.imports.started;

  beforeEach(() => {
    api = new InMemoryTesting();
    onClose.mockClear();
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

  describe('columns', () => {
    it('asks for the required ones that it does not know', async () => {
      await open();
      await choose(
        new File(['Firma X,Site,Mail\nTest Corp,test.com,a@b.com'], 'a.csv'),
      );
      expect(
        await screen.findByText(/Still missing: Business name, Website URL/),
      ).toBeInTheDocument();
      expect(screen.getByRole('button', { name: 'Check' })).toBeDisabled();
      expect(started()).toEqual([]);
      const values = screen.getByRole('list', { name: 'Values of Firma X' });
      expect(within(values).getByText('Test Corp')).toBeInTheDocument();
      expect(await accessibilityProblems(document.body)).toEqual([]);

      await userEvent.selectOptions(
        screen.getByLabelText('Field of Firma X'),
        'Business name (required)',
      );
      await userEvent.selectOptions(
        screen.getByLabelText('Field of Site'),
        'Website URL (required)',
      );
      await userEvent.selectOptions(
        screen.getByLabelText('Field of Mail'),
        'Email (required)',
      );
      expect(screen.queryByText(/Still missing/)).not.toBeInTheDocument();
      await press('Check');
      await screen.findByRole('button', { name: /^Import/ });
      expect(started()[0].options.columns).toEqual([
        'business_name',
        'website_url',
        'email',
      ]);
    });

    it('refuses two columns for one field', async () => {
      await open();
      await choose(csv([GOOD]));
      await screen.findByRole('button', { name: 'Import 1 lead' });
      await press('Back');
      const site = screen.getByLabelText('Field of website_url');
      expect(screen.getAllByText('Guessed')).toHaveLength(3);
      await userEvent.selectOptions(site, 'Email (required)');
      expect(
        screen.getAllByText('Two columns are Email; keep one'),
      ).toHaveLength(2);
      expect(screen.getByRole('button', { name: 'Check' })).toBeDisabled();
      await userEvent.selectOptions(site, 'Website URL (required)');
      expect(screen.getByRole('button', { name: 'Check' })).toBeEnabled();
    });

    it('takes the columns that the server remembers, and says so', async () => {
      api.imports.remembered = ['email', 'website_url', 'business_name'];
      await open();
      await choose(csv(['a@b.com,https://test.com,Test Corp']));
      await screen.findByRole('button', { name: 'Import 1 lead' });
      expect(started()[0].options.columns).toEqual(api.imports.remembered);
      await press('Back');
      expect(screen.getAllByText('As you chose before')).toHaveLength(3);
    });

    it('lets duplicates be updated, and says whose phone numbers they are', async () => {
      await open();
      await choose(csv([GOOD]));
      await screen.findByRole('button', { name: 'Import 1 lead' });
      await press('Back');
      await userEvent.click(screen.getByRole('radio', { name: /^Update/ }));
      const country = screen.getByRole('textbox', { name: 'Country' });
      await userEvent.clear(country);
      await userEvent.type(country, 'Germany{ArrowDown}{Enter}');
      await press('Check');
      await waitFor(() => expect(started()).toHaveLength(2));
      expect(started()[1].options).toMatchObject({
        on_duplicate: 'update',
        default_country: 'DE',
      });
    });

    it('tells which columns are left out', async () => {
      await open();
      await choose(
        new File([`${HEADERS},Fax,Old number\n${GOOD},1,2`], 'a.csv'),
      );
      await screen.findByRole('button', { name: 'Import 1 lead' });
      expect(screen.getByText('Left out: Fax, Old number')).toBeVisible();
    });

    it.each([
      ['.xlsx', 'book.xlsx', [0x50, 0x4b, 0x03, 0x04]],
      ['.xls', 'book.xls', [0xd0, 0xcf, 0x11, 0xe0]],
    ])('lets a sheet of a workbook be chosen: %s', async (_, name, magic) => {
      api.imports.workbook = {
        Customers: `${HEADERS}\n${GOOD}`,
        Prospects: `${HEADERS}\nA,https://a.com,a@a.com\nB,https://b.com,b@b.com`,
      };
      await open();
      await choose(new File([new Uint8Array(magic)], name));
      await screen.findByRole('button', { name: 'Import 1 lead' });
      await press('Back');
      expect(
        screen.queryByLabelText('Columns are parted by'),
      ).not.toBeInTheDocument();
      const sheet = screen.getByLabelText('Sheet');
      expect(sheet).toHaveValue('Customers');
      await userEvent.selectOptions(sheet, 'Prospects');
      await waitFor(() => expect(sheet).toHaveValue('Prospects'));
      await press('Check');
      await press('Import 2 leads');
      await waitFor(() => expect(started()).toHaveLength(3));
      expect(started()[2].options).toMatchObject({ sheet: 'Prospects' });
    });

    it('reads the file in another encoding', async () => {
      const bytes = [...`${HEADERS}\nCaf\xe9,https://cafe.com,a@cafe.com`].map(
        character => character.charCodeAt(0),
      );
      await open();
      await choose(new File([new Uint8Array(bytes)], 'a.csv'));
      await screen.findByRole('button', { name: 'Import 1 lead' });
      await press('Back');
      await userEvent.selectOptions(
        screen.getByLabelText('Encoding'),
        'Western European (Windows-1252)',
      );
      const values = screen.getByRole('list', {
        name: 'Values of business_name',
      });
      expect(await within(values).findByText('Caf\xe9')).toBeInTheDocument();
      await press('Check');
      await waitFor(() => expect(started()).toHaveLength(2));
      expect(started()[1].options).toMatchObject({ encoding: 'windows-1252' });
    });

    it('cannot go on with a file that is not read as chosen', async () => {
      await open();
      await choose(csv([GOOD]));
      await screen.findByRole('button', { name: 'Import 1 lead' });
      await press('Back');
      api.imports.failing.preview = await refused(400, 'InputError', 'No text');
      await userEvent.selectOptions(
        screen.getByLabelText('Encoding'),
        'Unicode (UTF-16, little endian)',
      );
      expect(await screen.findByRole('alert')).toHaveTextContent('No text');
      expect(screen.getByRole('button', { name: 'Check' })).toBeDisabled();
    });

    it('reads the file with another delimiter', async () => {
      await open();
      await choose(
        new File(
          ['business_name;website_url;email, x\nA;a.com;a@b.com'],
          'a.csv',
        ),
      );
      const delimiter = await screen.findByLabelText('Columns are parted by');
      await userEvent.selectOptions(delimiter, 'Comma');
      expect(
        await screen.findByText('business_name;website_url;email'),
      ).toBeInTheDocument();
      expect(api.imports.previews.slice(-1)[0].options).toEqual({
        delimiter: ',',
      });
    });
  });

  describe('files', () => {
    /** What is said to a file that is not taken. */
    const refusalOf = async (file: File, setup?: PageSetup) => {
      await open(setup);
      await choose(file);
      const { textContent } = await screen.findByRole('alert');
      expect(screen.getByRole('button', { name: 'Next' })).toBeDisabled();
      expect(api.imports.previews).toEqual([]);
      return textContent;
    };

    it.each([
      [
        'a new workbook called .xls',
        'leads.xls',
        'PK\x03\x04',
        /Name it \.xlsx/,
      ],
      ['a text called .xls', 'leads.xls', 'a,b', /holds no spreadsheet/],
      ['an OpenDocument file', 'leads.ods', 'PK', /save it as \.xlsx or \.csv/],
      ['an empty file', 'leads.csv', '', /is empty/],
      ['a file of another kind', 'leads.pdf', '%PDF', /\.csv, \.xlsx or \.xls/],
      [
        'a spreadsheet called .csv',
        'leads.csv',
        'PK\x03\x04',
        /name it \.xlsx/,
      ],
      ['a text called .xlsx', 'leads.xlsx', 'a,b', /holds no spreadsheet/],
    ])('refuses %s and says what to do', async (_what, name, content, text) => {
      expect(await refusalOf(new File([content], name))).toMatch(text);
    });

    it('refuses a protected workbook', async () => {
      const bytes = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1]);
      expect(await refusalOf(new File([bytes], 'leads.xlsx'))).toMatch(
        /without a password/,
      );
    });

    it('says how large a file may be, and refuses larger ones', async () => {
      const limits = { maxFileSizeMb: '0.5', maxLeads: 2500 };
      const config = { leadshopTesting: { import: limits } };
      const file = new File(['x'.repeat(600_000)], 'leads.csv');
      expect(await refusalOf(file, { config })).toMatch(
        /585\.9 KiB, and a file may have 512\.0 KiB/,
      );
      expect(
        screen.getByText(/^Up to 512\.0 KiB and 2,500 leads/),
      ).toBeInTheDocument();
    });

    it('takes one file at a time', async () => {
      await open();
      await choose(csv([GOOD]), csv([GOOD]));
      expect(await screen.findByRole('alert')).toHaveTextContent(
        'Choose one file at a time.',
      );
    });

    it('sends the first lines of a long file only, to see how it reads', async () => {
      await open();
      await choose(csv(Array.from({ length: 20_000 }, () => GOOD)));
      await waitFor(() => expect(api.imports.previews).toHaveLength(1));
      expect(api.imports.previews[0].size).toBeLessThan(300_000);
    });

    it('tells why the server refuses it, and tries again', async () => {
      api.imports.failing.preview = await refused(
        403,
        'NotAllowedError',
        'Importing leads is switched off here',
      );
      await open();
      await choose(csv([GOOD]));
      expect(await screen.findByRole('alert')).toHaveTextContent(
        'Importing leads is switched off here',
      );
      api.imports.failing = {};
      await press('Retry');
      expect(
        await screen.findByRole('button', { name: 'Import 1 lead' }),
      ).toBeEnabled();
    });
  });

  describe('check', () => {
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
      expect(
        screen.getByRole('button', { name: 'Import 1 lead' }),
      ).toBeEnabled();
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
        error_message:
          'The backend that read the file stopped; upload it again',
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
      expect(
        await screen.findByText('Reading: 0 of about 1 rows'),
      ).toBeVisible();
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
      await waitFor(() =>
        expect(api.imports.stored[0].status).toBe('cancelled'),
      );
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

  describe('import', () => {
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
