import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { auditEvent, credential } from '../../__testUtils__/administration';
import { drawnBoxes } from '../../__testUtils__/drawnBoxes';
import { endedTest, testId, wholeTest } from '../../__testUtils__/executions';
import {
  InMemoryFeed,
  InMemoryTesting,
} from '../../__testUtils__/InMemoryTesting';
import {
  batchOf,
  importSummary,
  storedLeads,
  wholeImport,
  workId,
} from '../../__testUtils__/leads';
import { FULL_WEEK } from '../../__testUtils__/metrics';
import { renderPage } from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from './LeadshopTestingPage';

/** Pages by their address, with a reading that each of them lives on. */
const PAGES: [
  at: string,
  heading: string | RegExp,
  reads: (api: InMemoryTesting) => jest.SpyInstance,
][] = [
  ['', /^LeadShop Testing/, api => jest.spyOn(api, 'getStatus')],
  ['', /^LeadShop Testing/, api => jest.spyOn(api, 'getActive')],
  ['', /^LeadShop Testing/, api => jest.spyOn(api, 'getHistory')],
  ['', /^LeadShop Testing/, api => jest.spyOn(api, 'getMetrics')],
  ['/leads', 'Leads', api => jest.spyOn(api.leads, 'list')],
  ['/imports', 'Imports', api => jest.spyOn(api.imports, 'list')],
  [`/imports/${workId(7)}`, /./, api => jest.spyOn(api.imports, 'get')],
  ['/history', 'Test History', api => jest.spyOn(api, 'getHistory')],
  [`/tests/${testId(1)}`, /Business 1/, api => jest.spyOn(api, 'getTest')],
  [`/tests/${testId(1)}`, /Business 1/, api => jest.spyOn(api, 'getEvents')],
  ['/batches', 'Batches', api => jest.spyOn(api.batches, 'list')],
  [`/batches/${workId(1)}`, /./, api => jest.spyOn(api.batches, 'get')],
  ['/metrics', 'System Metrics', api => jest.spyOn(api, 'getMetrics')],
  ['/admin/roles', 'Administration', api => jest.spyOn(api.admin, 'getRoles')],
  [
    '/admin/audit',
    'Administration',
    api => jest.spyOn(api.admin, 'listAuditEvents'),
  ],
  [
    '/admin/settings',
    'Administration',
    api => jest.spyOn(api.admin, 'getSettings'),
  ],
  [
    '/admin/credentials',
    'Administration',
    api => jest.spyOn(api.admin, 'listCredentials'),
  ],
  ['/admin/access', 'Administration', api => jest.spyOn(api, 'getMe')],
  [
    '/admin/operations',
    'Administration',
    api => jest.spyOn(api.operations, 'getQueue'),
  ],
  ['/alerts/raised', 'Alerts', api => jest.spyOn(api.alerts, 'list')],
  ['/alerts/rules', 'Alerts', api => jest.spyOn(api.alerts, 'listRules')],
  ['/alerts/webhooks', 'Alerts', api => jest.spyOn(api.webhooks, 'list')],
  [
    '/alerts/dead-letters',
    'Alerts',
    api => jest.spyOn(api.webhooks, 'deadLetters'),
  ],
];

describe('every page', () => {
  drawnBoxes();

  let api: InMemoryTesting;
  let feed: InMemoryFeed;
  const open = (at: string) =>
    renderPage(<LeadshopTestingContent />, { api, feed, at });
  const shows = (heading: string | RegExp) =>
    screen.findByRole('heading', { name: heading, level: 2 });

  beforeEach(() => {
    api = new InMemoryTesting();
    feed = new InMemoryFeed();
    api.history = [endedTest(1)];
    api.tests.set(testId(1), wholeTest(endedTest(1)));
    api.metrics = FULL_WEEK;
    api.leads.stored = storedLeads(1);
    api.imports.stored = [{ ...wholeImport(7), ...importSummary(7) }];
    api.batches.stored = [batchOf(1)];
    api.admin.events = [auditEvent(1)];
    api.admin.credentials.credentials = [credential(1)];
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it.each(PAGES)(
    'says at "%s" that it is no longer live, and asks every 5 seconds',
    async (at, heading, reads) => {
      await open(at);
      await shows(heading);
      const spy = reads(api);
      jest.useFakeTimers();
      act(() =>
        feed.setState({ status: 'waiting', stale: true, problem: 'lost' }),
      );
      const banner = screen.getByText(/asks every 5 seconds/);
      expect(banner.closest('[role="status"]')).toHaveTextContent(/was lost/);
      spy.mockClear();
      await act(() => jest.advanceTimersByTimeAsync(5_000));
      expect(spy).toHaveBeenCalled();
      act(() => feed.setState({ status: 'open', stale: false }));
      expect(banner).not.toBeInTheDocument();
    },
  );

  it.each([
    ['', 'All tests', 'Test History'],
    ['/history', 'Business 1', /Business 1/],
    ['/imports', /\.csv$/, /\.csv/],
    ['/batches', /./, /Batch|leads|tests/i],
  ])(
    'gives the focus to its heading when the link from "%s" is gone',
    async (at, link, heading) => {
      await open(at);
      const content = within(
        await screen.findByRole('region', {
          name: /^(Recent Test History|Tests|Imports|Batches)$/,
        }),
      );
      const [way] = await content.findAllByRole('link', { name: link });
      way.focus();
      await userEvent.keyboard('{Enter}');
      await waitFor(() => expect(way).not.toBeInTheDocument());
      const arrived = await shows(heading);
      await waitFor(() => expect(arrived).toHaveFocus());
    },
  );

  it.each([
    ['', 'button', /^Run Full Pipeline Test/, 'dialog'],
    ['', 'button', 'Test Sample Lead', 'dialog'],
    ['', 'button', 'Download Test Report', 'menu'],
    ['/leads', 'button', 'Add lead', 'dialog'],
    ['/leads', 'button', 'Import leads', 'dialog'],
    ['/leads', 'button', 'Export', 'menu'],
    ['/history', 'button', 'Views', 'menu'],
    ['/history', 'button', 'Columns', 'menu'],
    ['/history', 'button', 'Export', 'menu'],
    [`/tests/${testId(1)}`, 'button', 'Download', 'menu'],
    ['/metrics', 'link', 'GBP Integration', 'dialog'],
    ['/admin/audit', 'link', 'Test started', 'dialog'],
    ['/admin/audit', 'button', 'Export', 'menu'],
    ['/admin/credentials', 'button', 'Store credential', 'dialog'],
    ['/admin/credentials', 'button', 'Delete Staging 1', 'dialog'],
  ])(
    'at "%s" gives the focus back to the %s %s when what it opened is closed',
    async (at, role, name, opened) => {
      await open(at);
      const opener = await screen.findByRole(role, { name });
      opener.focus();
      await userEvent.keyboard('{Enter}');
      const place = await screen.findByRole(opened);
      // The focus is inside, or around it with nothing else
      expect(
        document.activeElement?.closest('[role="presentation"]'),
      ).toContainElement(place);
      await userEvent.keyboard('{Escape}');
      await waitFor(() => expect(place).not.toBeInTheDocument());
      await waitFor(() => expect(opener).toHaveFocus());
    },
  );
});
