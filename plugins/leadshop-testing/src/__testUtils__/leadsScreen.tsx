import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import type { Lead } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LeadshopTestingContent } from '../components/LeadshopTestingPage';
import { InMemoryFeed, InMemoryTesting } from './InMemoryTesting';
import { storedLeads } from './leads';
import { PageSetup, renderPage, ROOT } from './renderPage';

const Address = () => {
  const { pathname, search } = useLocation();
  return (
    <p data-testid="address">
      {pathname.replace(`${ROOT}/leads`, '').replace(ROOT, '')}
      {search}
    </p>
  );
};

/** The page of the leads as a test of ours sees and uses it. */
export type LeadsScreen = ReturnType<typeof leadsScreen>;

/** The page of the leads, with what it works with. */
export function leadsScreen() {
  const api = new InMemoryTesting();
  const feed = new InMemoryFeed();
  const { leads } = api;

  const grid = () => screen.getByRole('grid', { name: 'Leads' });
  /** Rows that are drawn, in order, without the header. */
  const shownRows = () =>
    within(grid())
      .getAllByRole('row')
      .filter(row => row.hasAttribute('data-index'))
      .sort((a, b) => Number(a.dataset.index) - Number(b.dataset.index));
  const nameIn = (row: HTMLElement) =>
    within(row).getAllByRole('gridcell')[1].querySelector('button')
      ?.textContent;
  const shownNames = () => shownRows().map(nameIn);
  const ready = () => screen.findByRole('grid', { name: 'Leads' });
  const open = (query: string = '', setup: PageSetup = {}) =>
    renderPage(
      <>
        <LeadshopTestingContent />
        <Address />
      </>,
      { api, feed, at: `/leads${query}`, ...setup },
    );

  return {
    api,
    feed,
    leads,
    /** Stores these leads instead of others. */
    store: (stored: Lead[]) => {
      leads.stored = stored;
    },
    /** Lets the list wait for its answers; call what it answers to end that. */
    hold: () => {
      let release = () => {};
      leads.answersAfter = new Promise(resolve => {
        release = resolve;
      });
      return release;
    },
    open,
    /** Opens the page with so many leads, and waits for them. */
    openStored: async (
      count: number,
      query: string = '',
      setup: PageSetup = {},
    ) => {
      leads.stored = storedLeads(count);
      const rendered = await open(query, setup);
      await ready();
      return rendered;
    },
    queries: () => leads.queries,
    /** What follows `/leads` in the address, or the path of another page. */
    address: () => screen.getByTestId('address').textContent,
    grid,
    shownNames,
    rows: async () => {
      await ready();
      return shownRows();
    },
    names: async () => {
      await ready();
      return shownNames();
    },
    /** The names once there are so many. */
    namesAre: async (count: number) => {
      await waitFor(() => {
        if (shownNames().length !== count) {
          throw new Error(`${shownNames().length} rows instead of ${count}`);
        }
      });
      return shownNames();
    },
    rowOf: async (name: string) => {
      await ready();
      const row = shownRows().find(one => nameIn(one) === name);
      if (!row) {
        throw new Error(`There is no row of ${name}`);
      }
      return row;
    },
  };
}

/** Ticks the lead with that number. */
export const tick = (number: number) =>
  userEvent.click(
    screen.getByRole('checkbox', { name: `Select Business ${number}` }),
  );

/** Presses a button of the page. */
export const press = (name: string | RegExp) =>
  userEvent.click(screen.getByRole('button', { name }));
