import { screen, waitFor } from '@testing-library/react';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { PageSetup } from '../../__testUtils__/renderPage';
import { refused } from '../../__testUtils__/refusals';
import { csv, GOOD, wizardScreen } from '../../__testUtils__/wizardScreen';

describe('Import wizard, files', () => {
  const wizard = wizardScreen();
  const { open, choose, press } = wizard;
  let api: InMemoryTesting;
  beforeEach(() => {
    api = wizard.api;
  });

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
    ['a new workbook called .xls', 'leads.xls', 'PK\x03\x04', /Name it \.xlsx/],
    ['a text called .xls', 'leads.xls', 'a,b', /holds no spreadsheet/],
    ['an OpenDocument file', 'leads.ods', 'PK', /save it as \.xlsx or \.csv/],
    ['an empty file', 'leads.csv', '', /is empty/],
    ['a file of another kind', 'leads.pdf', '%PDF', /\.csv, \.xlsx or \.xls/],
    ['a spreadsheet called .csv', 'leads.csv', 'PK\x03\x04', /name it \.xlsx/],
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
