import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { drawnBoxes } from '../../__testUtils__/drawnBoxes';
import { storedLeads } from '../../__testUtils__/leads';
import { LeadsScreen, leadsScreen } from '../../__testUtils__/leadsScreen';
import { accessibilityProblems } from '../../__testUtils__/renderPage';

const ROW_PX = 60;
/** A screen of 800 px has 14 rows, and a few are drawn around it. */
const MOST_DRAWN = 40;

describe('the list of leads', () => {
  let page: LeadsScreen;
  drawnBoxes({ height: 800 });

  const open = async (count: number, query = '') => {
    page.store(storedLeads(count));
    await page.open(query);
    await page.names();
  };
  const scrollTo = (row: number) => {
    page.grid().scrollTop = row * ROW_PX;
    fireEvent.scroll(page.grid());
  };
  const focused = () =>
    document.activeElement?.closest('[data-index]')?.getAttribute('data-index');

  beforeEach(() => {
    page = leadsScreen();
  });

  describe('with 10,000 leads', () => {
    it('draws the rows in sight only, and reads the first page only', async () => {
      await open(10_000);
      expect(page.shownNames().length).toBeGreaterThanOrEqual(14);
      expect(page.shownNames().length).toBeLessThan(MOST_DRAWN);
      expect(page.shownNames()[0]).toBe('Business 10000');
      expect(page.queries()).toHaveLength(1);
      expect(
        screen.getByText('0 of 10,000 or more leads selected'),
      ).toBeInTheDocument();
    });

    it('reads the next pages while somebody scrolls, and draws what is there', async () => {
      await open(10_000);
      scrollTo(95);
      await waitFor(() =>
        expect(page.shownNames()).toEqual(
          expect.arrayContaining(['Business 9905', 'Business 9893']),
        ),
      );
      expect(page.shownNames()).not.toContain('Business 9999');
      expect(page.shownNames().length).toBeLessThan(MOST_DRAWN);
      expect(page.queries().map(({ cursor }) => cursor)).toEqual([
        undefined,
        '100',
      ]);
    });

    it('catches a long way up in large pages', async () => {
      await open(10_000);
      scrollTo(3_000);
      expect(
        screen.getAllByRole('gridcell', { name: 'Loading lead' }).length,
      ).toBeGreaterThan(10);
      await waitFor(() => expect(page.shownNames()).toContain('Business 7000'));
      expect(
        screen.queryByRole('gridcell', { name: 'Loading lead' }),
      ).not.toBeInTheDocument();
      expect(
        page
          .queries()
          .slice(1, -1)
          .map(({ limit }) => limit),
      ).toEqual(Array.from({ length: page.queries().length - 2 }, () => 500));
      expect(page.queries().length).toBeLessThan(10);
    });

    it('stops at an error while scrolling, and goes on from there', async () => {
      await open(10_000);
      page.leads.failing.list = new Error('The network is gone');
      scrollTo(95);
      expect(
        await screen.findByText('The network is gone'),
      ).toBeInTheDocument();
      expect(page.shownNames()).toContain('Business 9905');
      page.leads.failing = {};
      await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
      await waitFor(() =>
        expect(screen.queryByText('The network is gone')).toBeNull(),
      );
      scrollTo(190);
      await waitFor(() => expect(page.shownNames()).toContain('Business 9810'));
    });

    it('begins at its top when it is sorted anew', async () => {
      await open(10_000);
      scrollTo(60);
      await waitFor(() => expect(page.shownNames()).toContain('Business 9940'));
      await userEvent.selectOptions(
        screen.getByLabelText('Sort'),
        'Oldest first',
      );
      await waitFor(() =>
        expect(page.queries().at(-1)).toMatchObject({ sort: 'created_at' }),
      );
    });
  });

  describe('for assistive technology', () => {
    it('says how many rows and columns there are, and which are drawn', async () => {
      await open(300);
      // The server knows how many match, though not all are read
      expect(page.grid()).toHaveAttribute('aria-rowcount', '301');
      expect(page.grid()).toHaveAttribute('aria-multiselectable', 'true');
      const [header] = within(page.grid()).getAllByRole('row');
      expect(header).toHaveAttribute('aria-rowindex', '1');
      expect(
        within(header)
          .getAllByRole('columnheader')
          .map(cell => cell.textContent),
      ).toEqual([
        '',
        'Business',
        'Contact',
        'Industry',
        'Status',
        'Last test',
        'Added',
        'Actions',
      ]);
      const [first, second] = await page.rows();
      expect(first).toHaveAttribute('aria-rowindex', '2');
      expect(second).toHaveAttribute('aria-rowindex', '3');
      expect(within(first).getAllByRole('gridcell')).toHaveLength(8);
      expect(await accessibilityProblems(page.grid())).toEqual([]);
    });

    it('does not claim to know a count that the server stopped at', async () => {
      await open(10_000);
      expect(page.grid()).toHaveAttribute('aria-rowcount', '-1');
    });

    it('says which rows are selected', async () => {
      await open(2);
      const [first, second] = await page.rows();
      await userEvent.click(
        within(first).getByRole('checkbox', { name: 'Select Business 2' }),
      );
      expect(first).toHaveAttribute('aria-selected', 'true');
      expect(second).toHaveAttribute('aria-selected', 'false');
    });
  });

  describe('by keyboard', () => {
    const focusFirst = async () => {
      const [first] = await page.rows();
      first.focus();
      expect(focused()).toBe('0');
    };

    it('has one row in the order of the Tab key', async () => {
      await open(5);
      const rows = await page.rows();
      expect(rows.map(row => row.tabIndex)).toEqual([0, -1, -1, -1, -1]);
      const [first, second] = rows;
      const reached = (row: HTMLElement) =>
        [...row.querySelectorAll<HTMLElement>('button, input, a')].map(
          ({ tabIndex }) => tabIndex,
        );
      expect(new Set(reached(first))).toEqual(new Set([0]));
      expect(new Set(reached(second))).toEqual(new Set([-1]));
    });

    it('leads from row to row', async () => {
      await open(15);
      await focusFirst();
      const press = async (keys: string) => {
        await userEvent.keyboard(keys);
        return focused();
      };
      expect(await press('{ArrowDown}')).toBe('1');
      expect(await press('{ArrowDown}')).toBe('2');
      expect(await press('{ArrowUp}')).toBe('1');
      expect(await press('{PageDown}')).toBe('11');
      expect(await press('{End}')).toBe('14');
      expect(await press('{ArrowDown}')).toBe('14');
      expect(await press('{PageUp}')).toBe('4');
      expect(await press('{Home}')).toBe('0');
      expect(await press('{ArrowUp}')).toBe('0');
      const [first] = await page.rows();
      expect(first.tabIndex).toBe(0);
    });

    it('ticks with Space and opens with Enter', async () => {
      await open(3);
      await focusFirst();
      await userEvent.keyboard('{ArrowDown} ');
      expect(
        screen.getByRole('checkbox', { name: 'Select Business 2' }),
      ).toBeChecked();
      await userEvent.keyboard(' ');
      expect(
        screen.getByRole('checkbox', { name: 'Select Business 2' }),
      ).not.toBeChecked();
      await userEvent.keyboard('{Enter}');
      expect(
        await screen.findByRole('dialog', { name: 'Business 2' }),
      ).toBeInTheDocument();
    });

    it('leaves the keys of the controls in a row alone', async () => {
      await open(3);
      const [first] = await page.rows();
      within(first).getByRole('checkbox').focus();
      await userEvent.keyboard(' ');
      expect(within(first).getByRole('checkbox')).toBeChecked();
      await userEvent.keyboard('{ArrowDown}');
      expect(focused()).toBe('0');
    });

    it('keeps the row that has the focus, however far it is scrolled away', async () => {
      await open(300);
      await focusFirst();
      scrollTo(90);
      await waitFor(() => expect(page.shownNames()).toContain('Business 210'));
      expect(focused()).toBe('0');
      expect(page.shownNames()[0]).toBe('Business 300');
    });
  });
});

describe('the list of leads where there is less room', () => {
  const titles = (page: LeadsScreen) =>
    within(page.grid())
      .getAllByRole('columnheader')
      .map(cell => cell.textContent)
      .filter(Boolean);
  const openActions = async (page: LeadsScreen) => {
    const [first] = await page.rows();
    await userEvent.click(
      within(first).getByRole('button', { name: 'Actions for Business 3' }),
    );
    const menu = await screen.findByRole('menu');
    return within(menu).getAllByRole('menuitem');
  };
  const open = async () => {
    const page = leadsScreen();
    page.store(storedLeads(3));
    await page.open();
    await page.names();
    return page;
  };

  // A window of 1280 px beside a pinned sidebar
  describe('has a menu of actions', () => {
    drawnBoxes({ width: 1006 });

    it('and all columns', async () => {
      const page = await open();
      expect(titles(page)).toHaveLength(7);
      expect(await openActions(page)).toHaveLength(4);
    });
  });

  describe('has the main columns', () => {
    drawnBoxes({ width: 720 });

    it('and a menu of actions', async () => {
      const page = await open();
      expect(titles(page)).toEqual([
        'Business',
        'Status',
        'Last test',
        'Actions',
      ]);
      expect(await openActions(page)).toHaveLength(4);
    });
  });

  describe('has cards', () => {
    drawnBoxes({ width: 343, height: 560 });

    it('with what matters most, and a menu of actions', async () => {
      const page = await open();
      const [first] = await page.rows();
      expect(first).toHaveStyle({ height: '108px' });
      expect(first).toHaveTextContent(/Business 3.*New.*Not tested/);
      expect(first).not.toHaveTextContent('Person 3');
      const items = await openActions(page);
      expect(items.map(item => item.textContent)).toEqual([
        'Test',
        'Edit',
        'Journey',
        'Erase',
      ]);
      await userEvent.click(items[2]);
      expect(
        await screen.findByRole('dialog', { name: 'Business 3' }),
      ).toBeInTheDocument();
    });
  });
});
