import { screen, within } from '@testing-library/react';
import { PageSetup, renderPage, ROOT } from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from './LeadshopTestingPage';

describe('the pages', () => {
  const open = async (at: string, setup: PageSetup = {}) => {
    await renderPage(<LeadshopTestingContent />, { at, ...setup });
    return within(
      await screen.findByRole('navigation', { name: 'LeadShop Testing' }),
    );
  };

  it('lead to each other', async () => {
    const nav = await open('');
    expect(
      nav
        .getAllByRole('link')
        .map(link => [link.textContent, link.getAttribute('href')]),
    ).toEqual([
      ['Dashboard', ROOT],
      ['Leads', `${ROOT}/leads`],
      ['Batches', `${ROOT}/batches`],
      ['History', `${ROOT}/history`],
      ['System metrics', `${ROOT}/metrics`],
      ['Alerts', `${ROOT}/alerts`],
      ['Admin', `${ROOT}/admin`],
    ]);
  });

  it.each([
    ['', 'Dashboard', 'LeadShop Testing Interface'],
    ['/leads', 'Leads', 'Leads'],
    ['/batches', 'Batches', 'Batches'],
    ['/history', 'History', 'Test History'],
    ['/metrics', 'System metrics', 'System Metrics'],
    ['/alerts/raised', 'Alerts', 'Alerts'],
    ['/admin/roles', 'Admin', 'Administration'],
  ])('say at "%s" that this is %s', async (at, link, heading) => {
    const nav = await open(at);
    expect(
      await screen.findByRole('heading', { name: heading, level: 2 }),
    ).toBeInTheDocument();
    expect(
      nav.getAllByRole('link', { current: 'page' }).map(one => one.textContent),
    ).toEqual([link]);
  });

  it('count imports among the leads', async () => {
    const nav = await open('/imports');
    await screen.findByRole('heading', { name: 'Imports', level: 2 });
    const leads = nav.getByRole('link', { name: 'Leads' });
    expect(leads).toHaveClass('active');
    expect(leads).not.toHaveAttribute('aria-current');
    expect(nav.getByRole('link', { name: 'Batches' })).not.toHaveClass(
      'active',
    );
  });

  it('leave out what somebody may not see', async () => {
    const nav = await open('', { role: 'viewer' });
    expect(nav.queryByRole('link', { name: 'Leads' })).toBeNull();
    expect(nav.getByRole('link', { name: 'System metrics' })).toBeVisible();
  });

  it('tell those without a role whom to ask', async () => {
    await renderPage(<LeadshopTestingContent />, { role: 'none' });
    expect(
      await screen.findByRole('heading', {
        name: 'You may not see test results',
      }),
    ).toBeInTheDocument();
  });

  it('say that an address leads nowhere', async () => {
    await open('/nowhere');
    expect(await screen.findByText(/Page not found/)).toBeInTheDocument();
  });
});
