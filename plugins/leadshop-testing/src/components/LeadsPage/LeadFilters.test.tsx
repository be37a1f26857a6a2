import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { drawnBoxes } from '../../__testUtils__/drawnBoxes';
import { storedLead, wholeImport, workId } from '../../__testUtils__/leads';
import { PageSetup } from '../../__testUtils__/renderPage';
import { LeadsScreen, leadsScreen } from '../../__testUtils__/leadsScreen';

describe('Search, filters and order of leads', () => {
  let page: LeadsScreen;
  const open = (query = '', setup: PageSetup = {}) => page.open(query, setup);
  drawnBoxes();

  beforeEach(() => {
    page = leadsScreen();
  });

  beforeEach(() =>
    page.store([
      storedLead(3, { business_name: 'Corner Bakery', status: 'failed' }),
      storedLead(2, { business_name: 'Ann Law', industry: 'Legal' }),
      storedLead(1, { business_name: 'Big Gym', import_id: workId(7) }),
    ]),
  );

  it('searches when typing rests, by the key / too', async () => {
    await open();
    await page.names();
    await userEvent.keyboard('/');
    expect(screen.getByLabelText('Search leads')).toHaveFocus();
    await userEvent.keyboard('bakery');
    await waitFor(async () =>
      expect(await page.names()).toEqual(['Corner Bakery']),
    );
    expect(page.address()).toBe('?q=bakery');
    expect(page.queries().filter(({ q }) => q)).toHaveLength(1);
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(await page.namesAre(3)).toHaveLength(3);
    expect(page.address()).toBe('');
    expect(screen.getByLabelText('Search leads')).toHaveValue('');
  });

  it('keeps the rows before, marked as such, while it searches', async () => {
    await open();
    await page.names();
    const answer = page.hold();
    await userEvent.type(screen.getByLabelText('Search leads'), 'gym');
    await waitFor(() =>
      expect(page.grid()).toHaveAttribute('aria-busy', 'true'),
    );
    expect(await page.names()).toHaveLength(3);
    answer();
    expect(await page.namesAre(1)).toEqual(['Big Gym']);
    expect(page.grid()).toHaveAttribute('aria-busy', 'false');
  });

  it('filters by status, industry, import and day', async () => {
    page.api.imports.stored = [wholeImport(7)];
    await open();
    await page.names();
    const status = screen.getByRole('group', { name: 'Status' });
    await userEvent.click(
      within(status).getByRole('button', { name: 'Failed' }),
    );
    expect(await page.namesAre(1)).toEqual(['Corner Bakery']);
    await userEvent.click(within(status).getByRole('button', { name: 'New' }));
    expect(page.address()).toBe('?status=failed%2Cnew');
    expect(await page.namesAre(3)).toHaveLength(3);

    await userEvent.click(screen.getByRole('button', { name: 'More filters' }));
    await userEvent.selectOptions(
      await screen.findByLabelText('Import'),
      await screen.findByRole('option', { name: /^leads-7\.csv/ }),
    );
    expect(await page.namesAre(1)).toEqual(['Big Gym']);
    await userEvent.selectOptions(screen.getByLabelText('Import'), 'Any');
    await userEvent.type(screen.getByLabelText('Industry'), 'Legal');
    expect(await page.namesAre(1)).toEqual(['Ann Law']);
    expect(page.queries().at(-1)).toMatchObject({
      industry: 'Legal',
      status: ['failed', 'new'],
    });
    expect(
      screen.getByRole('button', { name: 'More filters (1)' }),
    ).toHaveAttribute('aria-expanded', 'true');
  });

  it('takes days as whole days of the reader', async () => {
    await open('?from=2026-03-01&to=2026-03-02');
    await page.namesAre(3);
    const [{ from, to }] = page.queries();
    expect([from, to]).toEqual([
      new Date(2026, 2, 1).toISOString(),
      new Date(2026, 2, 3).toISOString(),
    ]);
    expect(screen.getByLabelText('Added to')).toHaveValue('2026-03-02');
  });

  it('says that none matches, and shows all again', async () => {
    await open('?q=nobody');
    expect(
      await screen.findByText('No lead matches these filters.'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Show all leads' }),
    );
    expect(await page.namesAre(3)).toHaveLength(3);
  });

  it('reads the whole state from the address, and no nonsense', async () => {
    await open('?status=failed,nonsense&sort=business_name&q=corner');
    expect(await page.names()).toEqual(['Corner Bakery']);
    expect(page.queries()[0]).toMatchObject({
      status: ['failed'],
      sort: 'business_name',
      q: 'corner',
    });
    expect(screen.getByLabelText('Sort')).toHaveValue('business_name');
  });

  it.each(['?sort=nonsense', '?import_id=nonsense&from=nonsense'])(
    'leaves %s out',
    async query => {
      await open(query);
      expect(await page.names()).toEqual([
        'Corner Bakery',
        'Ann Law',
        'Big Gym',
      ]);
      expect(page.queries()[0]).toEqual({
        sort: '-created_at',
        limit: 100,
        cursor: undefined,
      });
    },
  );

  it('sorts by its columns and by the menu', async () => {
    await open();
    await page.names();
    const header = (name: string) => screen.getByRole('columnheader', { name });
    expect(header('Added')).toHaveAttribute('aria-sort', 'descending');
    expect(header('Business')).not.toHaveAttribute('aria-sort');
    await userEvent.click(screen.getByRole('button', { name: 'Business' }));
    await waitFor(async () =>
      expect(await page.names()).toEqual([
        'Ann Law',
        'Big Gym',
        'Corner Bakery',
      ]),
    );
    expect(header('Business')).toHaveAttribute('aria-sort', 'ascending');
    expect(page.address()).toBe('?sort=business_name');
    await userEvent.click(screen.getByRole('button', { name: 'Business' }));
    await waitFor(async () =>
      expect((await page.names())[0]).toBe('Corner Bakery'),
    );
    await userEvent.selectOptions(
      screen.getByLabelText('Sort'),
      'Newest first',
    );
    await waitFor(() => expect(page.address()).toBe(''));
    expect(header('Added')).toHaveAttribute('aria-sort', 'descending');
  });

  it('names an import that is older than the list of them', async () => {
    page.api.imports.stored = [];
    await open(`?import_id=${workId(7)}`);
    expect(await page.names()).toEqual(['Big Gym']);
    expect(
      await screen.findByRole('option', { name: 'An older import' }),
    ).toBeInTheDocument();
  });

  it('does not ask those for imports who may not see them', async () => {
    const list = jest.spyOn(page.api.imports, 'list');
    await open('?industry=Legal', { role: 'qa_tester' });
    expect(await page.names()).toEqual(['Ann Law']);
    expect(screen.queryByLabelText('Import')).not.toBeInTheDocument();
    expect(list).not.toHaveBeenCalled();
  });
});
