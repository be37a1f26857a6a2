import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import {
  FULL_WEEK,
  metricsOf,
  stepStatistics,
} from '../../__testUtils__/metrics';
import {
  accessibilityProblems,
  PageSetup,
  renderPage,
  ROOT,
} from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

describe('the charts of the dashboard', () => {
  let api: InMemoryTesting;

  const open = (setup: PageSetup = {}) =>
    renderPage(<LeadshopTestingContent />, { api, ...setup });
  const panel = async (name: string) =>
    within(await screen.findByRole('region', { name }));
  const asTable = async (name: string) => {
    const region = await panel(name);
    await userEvent.click(
      await region.findByRole('button', { name: 'Show as a table' }),
    );
    const rows = region.getAllByRole('row');
    return rows.map(row =>
      [...row.querySelectorAll('th, td')].map(cell => cell.textContent),
    );
  };

  beforeEach(() => {
    api = new InMemoryTesting();
    api.metrics = FULL_WEEK;
  });

  it('lead from the weakest step to the tests that failed there', async () => {
    api.metrics = {
      ...FULL_WEEK,
      step_statistics: [
        stepStatistics(5),
        stepStatistics(6, { succeeded: 300, failed: 200, success_rate: 60 }),
        stepStatistics(7, { success_rate: null, succeeded: 0, failed: 0 }),
      ],
    };
    await open();
    const steps = await panel('Pipeline Step Success Rates');
    expect(
      await steps.findByRole('img', {
        name: /The weakest is GBP Integration with 60 %/,
      }),
    ).toBeInTheDocument();
    expect(
      steps.getByRole('link', { name: 'GBP Integration, 60 % of 500 runs' }),
    ).toHaveAttribute(
      'href',
      `${ROOT}/history?status=failed&failed_step=gbp_integration&provider_mode=live`,
    );
    expect(await asTable('Pipeline Step Success Rates')).toEqual([
      ['Step', 'Success rate', 'Runs', 'Failed', 'p95'],
      ['Security Scraper', '98 %', '500', '10', '240 ms'],
      ['GBP Integration', '60 %', '500', '200', '240 ms'],
      ['ScreenshotOne Integration', '–', '0', '0', '240 ms'],
    ]);
  });

  it('share the tests out by how they ended', async () => {
    await open();
    const shares = await panel('Test Status Distribution');
    expect(
      await shares.findByRole('img', {
        name: 'How the tests stand: Succeeded 460 (90.2 %), Failed 40 (7.8 %), and Cancelled 10 (2 %).',
      }),
    ).toBeInTheDocument();
    expect(shares.getByRole('link', { name: 'Failed' })).toHaveAttribute(
      'href',
      `${ROOT}/history?status=failed&provider_mode=live`,
    );
    expect(await asTable('Test Status Distribution')).toEqual([
      ['Status', 'Tests', 'Share'],
      ['Succeeded', '460', '90.2 %'],
      ['Failed', '40', '7.8 %'],
      ['Cancelled', '10', '2 %'],
    ]);
  });

  it('show response time, CPU and memory', async () => {
    await open({ at: '?days=1' });
    const name = 'System Performance, last 24 hours';
    expect(
      await (
        await panel(name)
      ).findByRole('img', {
        name: /Now: response time 1\.8 s, CPU 25 %, memory 60 %/,
      }),
    ).toBeInTheDocument();
    const [header, ...rows] = await asTable(name);
    expect(header).toEqual(['Time', 'Response time', 'CPU', 'Memory']);
    expect(rows.map(([, ...figures]) => figures)).toEqual([
      ['1.8 s', '25 %', '60 %'],
      ['1.8 s', '75 %', '60 %'],
      ['1.8 s', '25 %', '60 %'],
    ]);
  });

  it('leave the load of the system out for those who may not see it', async () => {
    const { performance: _hidden, ...rest } = FULL_WEEK;
    api.metrics = { ...rest, performance: undefined };
    await open();
    expect(await screen.findByText('Revenue Impact')).toBeInTheDocument();
    expect(screen.queryByText(/^System Performance/)).not.toBeInTheDocument();
  });

  it('say which setting switched sampling off', async () => {
    api.metrics = { ...FULL_WEEK, sampling: false, performance: [] };
    await open();
    expect(
      await screen.findByText(/leadshopTesting\.metrics\.enabled/),
    ).toBeInTheDocument();
  });

  it('add up what findings put at stake, and say how', async () => {
    await open();
    const revenue = await panel('Revenue Impact');
    expect(revenue.getByText('$1,240,000')).toBeInTheDocument();
    expect(
      revenue.getByText('$340,000 more than in the 7 days before'),
    ).toBeInTheDocument();
    const texts = (name: string) =>
      within(revenue.getByRole('list', { name }))
        .getAllByRole('listitem')
        .map(item => item.textContent);
    expect(texts('By component')).toEqual([
      'Security Scraper$800,000',
      'GBP Integration$440,000',
    ]);
    expect(texts('By industry')).toEqual([
      'Bakery$1,000,000300 tests',
      'Industry not known$240,000160 tests',
    ]);
    expect(texts('By import')).toEqual([
      'spring.csv$900,000250 tests',
      'Not from an import$340,000210 tests',
    ]);
    expect(revenue.getByRole('link', { name: 'spring.csv' })).toHaveAttribute(
      'href',
      `${ROOT}/imports/00000000-0000-4000-8000-000000000007`,
    );
    expect(
      revenue.getByText(/annual revenue x share of visitors lost/),
    ).toBeInTheDocument();
  });

  it('sum up industries that there is no room for, and name what is not counted', async () => {
    api.metrics = {
      ...FULL_WEEK,
      revenue_impact: {
        ...metricsOf({ days: 7 }).revenue_impact,
        total: 3600,
        currency: 'EUR',
        other_currencies: 1,
        by_industry: [100, 200, 300, 400, 500, 600, 700, 800].map(amount => ({
          industry: `Industry ${amount}`,
          amount,
          tests: 1,
        })),
      },
    };
    await open();
    const revenue = await panel('Revenue Impact');
    expect(revenue.getByText('and 2 more: €300')).toBeInTheDocument();
    expect(
      revenue.getByText('1 test in another currency is not counted.'),
    ).toBeInTheDocument();
  });

  it('have nothing in the way of assistive technology', async () => {
    api.metrics = {
      ...FULL_WEEK,
      provider_modes: { live: 510, sandbox: 31 },
    };
    const { container } = await open();
    await (await panel('Test Status Distribution')).findByRole('img');
    await asTable('Pipeline Step Success Rates');
    expect(await accessibilityProblems(container)).toEqual([]);
  });
});
