import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { refused } from '../../__testUtils__/refusals';
import { accessibilityProblems } from '../../__testUtils__/renderPage';
import {
  csv,
  GOOD,
  HEADERS,
  wizardScreen,
} from '../../__testUtils__/wizardScreen';

describe('Import wizard, columns', () => {
  const wizard = wizardScreen();
  const { open, choose, press, started } = wizard;
  let api: InMemoryTesting;
  beforeEach(() => {
    api = wizard.api;
  });

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
    expect(screen.getAllByText('Two columns are Email; keep one')).toHaveLength(
      2,
    );
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
    await choose(new File([`${HEADERS},Fax,Old number\n${GOOD},1,2`], 'a.csv'));
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
