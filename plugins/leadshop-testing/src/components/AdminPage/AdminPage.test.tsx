import { screen, within } from '@testing-library/react';
import type { RoleName } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { auditEvent, credential } from '../../__testUtils__/administration';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import {
  accessibilityProblems,
  PageSetup,
  renderPage,
  ROOT,
} from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

describe('Admin page', () => {
  let api: InMemoryTesting;
  const open = (at: string, setup: PageSetup = {}) =>
    renderPage(<LeadshopTestingContent />, {
      api,
      at: `/admin${at}`,
      ...setup,
    });
  const tabs = async () =>
    within(await screen.findByRole('navigation', { name: 'Administration' }));

  beforeEach(() => {
    api = new InMemoryTesting();
    api.admin.events = [auditEvent(1)];
    api.admin.credentials.credentials = [credential(1)];
  });

  it.each<[RoleName, string[]]>([
    [
      'admin',
      [
        'Roles',
        'Audit log',
        'Settings',
        'Credentials',
        'Operations',
        'Your access',
      ],
    ],
    ['qa_manager', ['Audit log', 'Your access']],
    ['viewer', ['Your access']],
  ])(
    'offers to %s the tabs %j and begins with the first',
    async (role, names) => {
      await open('', { role });
      const nav = await tabs();
      expect(
        await nav.findByRole('link', { current: 'page' }),
      ).toHaveTextContent(names[0]);
      expect(nav.getAllByRole('link').map(link => link.textContent)).toEqual(
        names,
      );
    },
  );

  it.each<[RoleName, boolean]>([
    ['admin', true],
    ['qa_manager', true],
    ['qa_tester', false],
    ['developer', false],
    ['viewer', false],
  ])('is in the way from page to page of %s: %s', async (role, there) => {
    await renderPage(<LeadshopTestingContent />, { api, role, at: '/batches' });
    await screen.findByRole('heading', { name: 'Batches', level: 2 });
    const nav = within(
      screen.getByRole('navigation', { name: 'LeadShop Testing' }),
    );
    const link = nav.queryByRole('link', { name: 'Admin' });
    expect(link !== null).toBe(there);
  });

  it.each([
    ['/roles', 'You may not see roles'],
    ['/audit', 'You may not see the audit log'],
    ['/settings', 'You may not see settings'],
    ['/credentials', 'You may not see credentials'],
    ['/operations', 'You may not see operations'],
  ])('keeps %s from those without the permission', async (at, words) => {
    await open(at, { role: 'viewer' });
    expect(
      await screen.findByRole('heading', { name: words }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it.each([
    ['/roles', 'What each role may do'],
    ['/audit', 'Audit log'],
    ['/settings', 'Settings in force'],
    ['/credentials', 'Credentials of sites under test'],
    ['/operations', 'Backends'],
    ['/access', 'Your permissions and where they come from'],
  ])(
    'has nothing in the way of assistive technology at %s',
    async (at, table) => {
      const { container } = await open(at);
      await screen.findByRole('table', { name: table });
      expect(await accessibilityProblems(container)).toEqual([]);
    },
  );

  it.each([
    ['/roles', 'getRoles'],
    ['/audit', 'listAuditEvents'],
    ['/settings', 'getSettings'],
    ['/credentials', 'listCredentials'],
  ] as const)(
    'says why %s cannot be read, and reads it again',
    async (at, method) => {
      api.admin.failing[method] = new Error('The database is away');
      await open(at);
      expect(
        await screen.findByText('The database is away'),
      ).toBeInTheDocument();
      api.admin.failing = {};
      screen.getByRole('button', { name: 'Retry' }).click();
      expect(await screen.findByRole('table')).toBeInTheDocument();
      expect(screen.queryByText('The database is away')).toBeNull();
    },
  );

  it('is open to auditors who may not see results', async () => {
    await open('', { granted: ['view_audit_logs'] });
    await screen.findByRole('table', { name: 'Audit log' });
    const nav = screen.getByRole('navigation', { name: 'LeadShop Testing' });
    expect(nav).toHaveTextContent(/^Admin$/);
  });

  it('does not open results to them', async () => {
    await renderPage(<LeadshopTestingContent />, {
      api,
      granted: ['view_audit_logs'],
    });
    expect(
      await screen.findByRole('heading', {
        name: 'You may not see test results',
      }),
    ).toBeInTheDocument();
  });

  it('says that an address leads nowhere', async () => {
    await open('/nowhere');
    expect(await screen.findByText(/Page not found/)).toBeInTheDocument();
  });

  it('names itself and its tabs by their addresses', async () => {
    await open('/audit');
    expect(
      (await tabs()).getByRole('link', { name: 'Settings' }),
    ).toHaveAttribute('href', `${ROOT}/admin/settings`);
  });
});
