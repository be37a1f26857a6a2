import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { drawnBoxes } from '../../__testUtils__/drawnBoxes';
import { english } from '../../__testUtils__/english';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { storedLead, wholeImport } from '../../__testUtils__/leads';
import { renderPage } from '../../__testUtils__/renderPage';
import type { CorrectionBook } from './corrections';
import { errorsTitle, hasErrors, ImportErrors } from './ImportErrors';

const HEADERS = 'business_name,website_url,email';
const GOOD = 'Test Corp,https://test.com,test@test.com';

describe('ImportErrors', () => {
  let api: InMemoryTesting;
  drawnBoxes();

  const imported = async (rows: string[]) => {
    const file = new File([[HEADERS, ...rows].join('\n')], 'leads.csv');
    const { import_id } = await api.imports.start(file, {});
    return api.imports.get(import_id);
  };
  const open = async (rows: string[], book?: CorrectionBook) =>
    renderPage(<ImportErrors of={await imported(rows)} book={book} />, {
      api,
      role: 'qa_manager',
    });

  beforeEach(() => {
    api = new InMemoryTesting();
  });

  it('tells severity, field, reason and value of each problem of a row', async () => {
    await open([',not a site,a@b.com']);
    await screen.findByText('Row 2');
    const [, ...problems] = screen.getAllByRole('listitem');
    expect(problems.map(({ textContent }) => textContent)).toEqual([
      'Errorbusiness_name is required',
      expect.stringMatching(/^Error.*: not a site$/),
    ]);
  });

  it('is called otherwise when nothing was rejected', () => {
    expect(errorsTitle(english(), wholeImport(1, { failed: 1 }))).toBe(
      'Import Errors',
    );
    expect(errorsTitle(english(), wholeImport(1, { duplicates: 1 }))).toBe(
      'Duplicates and warnings',
    );
  });

  it('names the row that another one repeats', async () => {
    await open([GOOD, GOOD]);
    expect(
      await screen.findByText(/^The same e-mail address as row 2/),
    ).toBeInTheDocument();
  });

  it('leads to the stored lead that a row repeats', async () => {
    const stored = storedLead(1, { email: 'test@test.com' });
    api.leads.stored = [stored];
    await open([GOOD]);
    expect(
      await screen.findByRole('link', { name: 'Show the stored lead' }),
    ).toHaveAttribute('href', `/leadshop-testing/leads?journey=${stored.id}`);
  });

  it('fetches more rows as they are looked at', async () => {
    const errors = jest.spyOn(api.imports, 'errors');
    await open(Array.from({ length: 450 }, (_, index) => `,,${index}@b.com`));
    await screen.findByText('Row 2');
    expect(errors).toHaveBeenCalledTimes(1);
    expect(screen.queryByText('Row 100')).not.toBeInTheDocument();
    const place = screen.getByRole('region', { name: 'Rows with problems' });
    const scrollToEnd = () => {
      const [list] = within(place).getAllByRole('list');
      place.scrollTop = parseFloat(list.style.height);
      fireEvent.scroll(place);
    };
    await waitFor(() => {
      scrollToEnd();
      expect(screen.getByText('Row 451')).toBeInTheDocument();
    });
    expect(errors.mock.calls.map(([, query]) => query?.after_row)).toEqual([
      0, 201, 401,
    ]);
    expect(screen.queryByText('Row 2')).not.toBeInTheDocument();
  });

  it('says when the rows cannot be read, and tries again', async () => {
    api.imports.failing.errors = new TypeError('Failed to fetch');
    await open([',https://a.com,a@b.com']);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The backend did not answer',
    );
    api.imports.failing = {};
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await screen.findByText('Row 2')).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('lets no other cell be put right when the book is full', async () => {
    const corrected = new Map([[2, 'A']]);
    await open([',https://a.com,a@b.com', ',https://b.com,b@b.com'], {
      valueOf: row => corrected.get(row),
      isChecked: () => true,
      correct: (row, _field, value) => corrected.set(row, value),
      restore: row => corrected.delete(row),
      full: true,
    });
    expect(await screen.findByLabelText('Business name, row 2')).toBeEnabled();
    expect(screen.getByText(/^In the file/)).toHaveTextContent('nothing');
    expect(screen.getByLabelText('Business name, row 3')).toBeDisabled();
  });

  it('has something to show of rejected, repeated and doubtful rows only', () => {
    expect(hasErrors(wholeImport(1))).toBe(false);
    for (const count of ['failed', 'duplicates', 'warnings']) {
      expect(hasErrors(wholeImport(1, { [count]: 1 }))).toBe(true);
    }
  });
});
