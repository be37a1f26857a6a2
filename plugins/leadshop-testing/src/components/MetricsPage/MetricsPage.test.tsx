import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import type { ComponentResults } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { testId } from '../../__testUtils__/executions';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { FULL_WEEK, hoursAgo } from '../../__testUtils__/metrics';
import {
  accessibilityProblems,
  PageSetup,
  renderPage,
  ROOT,
} from '../../__testUtils__/renderPage';
import { PAGESPEED, systemSample } from '../../__testUtils__/systemMetrics';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

const Address = () => <p data-testid="address">{useLocation().search}</p>;

const SEMRUSH: Partial<ComponentResults> = {
  total: 510,
  succeeded: 400,
  failed: 100,
  skipped: 10,
  success_rate: 80,
  p50: 300,
  p95: 900,
  p99: 1200,
  faults: { network: 4, vendor: 96 },
  previous: { total: 300, success_rate: 95, p95: 600 },
  timeline: [
    {
      from: hoursAgo(2),
      hours: 1,
      succeeded: 9,
      failed: 0,
      p50: 280,
      p95: 600,
    },
    {
      from: hoursAgo(1),
      hours: 1,
      succeeded: 8,
      failed: 4,
      p50: 310,
      p95: 900,
    },
  ],
  last_failures: [
    {
      test_id: testId(4),
      step_name: 'semrush_integration',
      business_name: 'Maple Street Bakery',
      website_url: null,
      error: 'SEMrush answered 429',
      fault: 'vendor',
      at: hoursAgo(1),
    },
  ],
};

describe('System metrics', () => {
  let api: InMemoryTesting;

  const open = ({ at = '', ...setup }: PageSetup = {}) =>
    renderPage(
      <>
        <LeadshopTestingContent />
        <Address />
      </>,
      { api, at: `/metrics${at}`, ...setup },
    );
  const row = async (name: string) =>
    (await screen.findByRole('link', { name })).closest('tr') as HTMLElement;

  beforeEach(() => {
    api = new InMemoryTesting();
    api.metrics = FULL_WEEK;
    api.componentResults.set('semrush-integration', SEMRUSH);
    api.componentChecks.set('semrush-integration', { uptime: 99.5 });
  });

  it('show what the system was loaded with', async () => {
    api.systemMetrics = {
      samples: [
        systemSample(2, { event_loop_lag: 90, queue_depth: null }),
        systemSample(1, { cpu_usage: 75, sockets: 40 }),
        systemSample(0),
      ],
    };
    await open();
    for (const [name, now, peak, more] of [
      ['CPU', '25 %', '75 %', ' Its container 30 %'],
      ['Memory', '60 %', '60 %', ' Its container 65 %'],
      ['Event loop lag', '12 ms', '90 ms', ' Highest 48 ms'],
      [
        'Database connections',
        '14',
        '14',
        ' Pool, at work 2 Pool, waiting for one 0',
      ],
      ['Queue depth', '3', '3', ''],
      ['Oldest waiting test', '1.5 s', '1.5 s', ''],
      ['Live sockets', '20', '40', ''],
    ]) {
      expect(
        await screen.findByRole('img', {
          name: `${name} over time: now ${now}, highest ${peak}.${more}`,
        }),
      ).toBeInTheDocument();
    }
  });

  it('say what is now by the newest sample, not by the mean of a long step', async () => {
    api.systemMetrics = {
      samples: [systemSample(1), systemSample(0, { sockets: 0.2 })],
      now: systemSample(0, { sockets: 31 }),
    };
    await open();
    expect(
      await screen.findByRole('img', {
        name: 'Live sockets over time: now 31, highest 31.',
      }),
    ).toBeInTheDocument();
  });

  it('leave out what the machine does not tell', async () => {
    const untold = { container_cpu_usage: null, container_memory_usage: null };
    api.systemMetrics = {
      samples: [systemSample(1, untold), systemSample(0, untold)],
    };
    await open();
    expect(
      await screen.findByRole('img', {
        name: 'CPU over time: now 25 %, highest 25 %.',
      }),
    ).toBeInTheDocument();
  });

  it('show how calls of providers went', async () => {
    api.systemMetrics = {
      providers: [PAGESPEED, { ...PAGESPEED, provider: 'a-module' }],
    };
    await open();
    expect(
      await screen.findByRole('row', {
        name: 'PageSpeed Insights 1,000 12 98.8 % 900 ms 2.4 s 4.0 s The vendor 10 and The network 2',
      }),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('img', {
        name: 'Response times of PageSpeed Insights: p50 900 ms, p95 2.4 s, p99 4.0 s; 12 of 1,000 calls failed.',
      }),
    ).toBeInTheDocument();
    expect(screen.getByRole('rowheader', { name: 'a-module' })).toBeVisible();
  });

  it('say when no provider was called', async () => {
    await open();
    expect(
      await screen.findByText('No provider was called in this period.'),
    ).toBeInTheDocument();
  });

  it('say when nothing is sampled, and which setting it is', async () => {
    api.systemMetrics = { sampling: false };
    await open();
    expect(await screen.findByText('Nothing is sampled')).toBeInTheDocument();
    expect(
      screen.getByText(/leadshopTesting\.metrics\.enabled/),
    ).toBeInTheDocument();
  });

  it('say when there are no samples yet', async () => {
    await open();
    expect(await screen.findByText('No samples yet')).toBeInTheDocument();
  });

  it('show how tests ended over time', async () => {
    await open();
    expect(
      await screen.findByRole('img', {
        name: 'Tests that ended in the last 7 days: 460 succeeded, 40 failed.',
      }),
    ).toBeInTheDocument();
  });

  it('have a row for each of the thirteen components', async () => {
    await open();
    expect(await row('SEMrush Integration')).toHaveTextContent(
      /99.5 %.*80 %.*300 ms.*900 ms.*The vendor 96 and The network 4.*15\.0 points fewer succeed \(worse\).*p95 300 ms slower \(worse\)/,
    );
    expect(await row('Email Formatter')).toHaveTextContent(
      'Not exercised in this period',
    );
    const table = screen.getByRole('table', {
      name: 'Components in the chosen period',
    });
    expect(within(table).getAllByRole('rowheader')).toHaveLength(13);
  });

  it('let each row fail and try again by itself', async () => {
    const answer = api.getComponentResults.bind(api);
    let broken = true;
    api.getComponentResults = async (name, query) => {
      if (broken && name === 's3-storage') {
        throw new Error('Figures are being counted');
      }
      return answer(name, query);
    };
    await open();
    const failed = within(await row('S3 Storage'));
    expect(
      await failed.findByText(/Not read: Figures are being counted/),
    ).toBeInTheDocument();
    expect(await row('SEMrush Integration')).toHaveTextContent('80 %');
    broken = false;
    await userEvent.click(failed.getByRole('button', { name: 'Retry' }));
    expect(
      await failed.findByText('Not exercised in this period'),
    ).toBeInTheDocument();
  });

  it('let the load fail without the components', async () => {
    api.systemMetrics = { samples: [systemSample(0)] };
    api.failing.getSystemMetrics = new Error('No samples for you');
    await open();
    const load = within(
      await screen.findByRole('region', { name: 'System load' }),
    );
    expect(await load.findByText('No samples for you')).toBeInTheDocument();
    expect(await row('SEMrush Integration')).toHaveTextContent('80 %');
    api.failing = {};
    await userEvent.click(load.getByRole('button', { name: 'Retry' }));
    expect(await load.findByText('Event loop lag')).toBeInTheDocument();
  });

  it('ask for the period that the address names', async () => {
    await open({ at: '?days=90&mode=sandbox' });
    await row('SEMrush Integration');
    const asked = { days: 90, provider_mode: 'sandbox' };
    expect(api.metricsQueries[0]).toEqual(asked);
    expect(api.systemQueries[0]).toEqual(asked);
    expect(api.componentQueries).toContainEqual([
      'email-formatter',
      { days: 90, provider_mode: 'sandbox' },
    ]);
  });

  it('open the details of a component, from a link too', async () => {
    await open();
    await userEvent.click(
      await screen.findByRole('link', { name: 'SEMrush Integration' }),
    );
    expect(screen.getByTestId('address')).toHaveTextContent(
      'component=semrush-integration',
    );
    const details = within(
      await screen.findByRole('dialog', { name: 'SEMrush Integration' }),
    );
    expect(await details.findByText('1.2 s')).toBeInTheDocument();
    expect(
      await details.findByRole('img', {
        name: 'SEMrush Integration over the last 7 days: 400 runs succeeded, 100 failed.',
      }),
    ).toBeInTheDocument();
    expect(
      details.getByRole('img', {
        name: 'Response times of SEMrush Integration: p50 300 ms, p95 900 ms.',
      }),
    ).toBeInTheDocument();
    expect(details.getByText('SEMrush answered 429')).toBeInTheDocument();
    expect(
      details.getByRole('link', { name: 'Maple Street Bakery' }),
    ).toHaveAttribute(
      'href',
      `${ROOT}/tests/${testId(4)}?step=semrush_integration`,
    );
    expect(
      details.getByRole('link', { name: 'All failed tests' }),
    ).toHaveAttribute(
      'href',
      `${ROOT}/history?component=semrush-integration&provider_mode=live&status=failed`,
    );
    await userEvent.click(details.getByRole('button', { name: 'Close' }));
    expect(screen.getByTestId('address')).not.toHaveTextContent('component');
  });

  it('say of a component without failures that there are none', async () => {
    api.componentResults.set('s3-storage', {
      total: 5,
      succeeded: 5,
      success_rate: 100,
    });
    await open({ at: '?component=s3-storage' });
    const details = within(
      await screen.findByRole('dialog', { name: 'S3 Storage' }),
    );
    expect(
      await details.findByText('None failed in this period.'),
    ).toBeInTheDocument();
    expect(details.getByText('Nothing to compare with')).toBeInTheDocument();
  });

  it('say when the details cannot be read', async () => {
    api.failing.getComponentResults = new Error('Figures are being counted');
    await open({ at: '?component=s3-storage' });
    const details = within(
      await screen.findByRole('dialog', { name: 'S3 Storage' }),
    );
    expect(
      await details.findByText('Figures are being counted'),
    ).toBeInTheDocument();
    api.failing = {};
    await userEvent.click(details.getByRole('button', { name: 'Retry' }));
    expect(
      await details.findByText('Not exercised in this period'),
    ).toBeInTheDocument();
  });

  it('say when a link names no component', async () => {
    await open({ at: '?component=toString' });
    expect(
      await screen.findByRole('dialog', {
        name: 'There is no component called toString',
      }),
    ).toBeInTheDocument();
    expect(api.componentQueries.map(([name]) => name)).not.toContain(
      'toString',
    );
  });

  it('are hidden from those who may not see them', async () => {
    await open({ role: 'qa_tester' });
    expect(
      await screen.findByRole('heading', {
        name: 'You may not see system metrics',
      }),
    ).toBeInTheDocument();
    expect(screen.getByText(/view_system_metrics/)).toBeInTheDocument();
    expect(api.metricsQueries).toEqual([]);
    expect(
      screen.queryByRole('link', { name: 'System metrics' }),
    ).not.toBeInTheDocument();
  });

  it('have nothing in the way of assistive technology', async () => {
    const { container } = await open();
    expect(await row('SEMrush Integration')).toHaveTextContent('80 %');
    await screen.findByRole('img', { name: /^Tests that ended/ });
    expect(await accessibilityProblems(container)).toEqual([]);
    await userEvent.click(
      screen.getByRole('link', { name: 'SEMrush Integration' }),
    );
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByText('Last failures');
    expect(await accessibilityProblems(dialog)).toEqual([]);
  });
});
