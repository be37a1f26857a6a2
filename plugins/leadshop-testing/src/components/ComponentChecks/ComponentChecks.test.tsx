import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { renderPage } from '../../__testUtils__/renderPage';
import { ComponentList } from '../SystemStatusPanel/ComponentList';
import { ComponentChecks } from './ComponentChecks';

const section = () => screen.findByRole('region', { name: 'Health checks' });

it('shows uptime, checks over time, and what failed by whose fault', async () => {
  const api = new InMemoryTesting();
  api.componentChecks.set('semrush-integration', {
    total: 1440,
    succeeded: 1437,
    failed: 3,
    uptime: 99.79,
    success_rate: 100,
    faults: { vendor: 3 },
    p50: 120,
    p95: 300,
    slices: [
      {
        from: '2026-03-01T09:00:00.000Z',
        seconds: 900,
        succeeded: 12,
        failed: 3,
        p50: 120,
        p95: 300,
        status: 'error',
      },
    ],
    last_failures: [
      {
        at: '2026-03-01T09:05:00.000Z',
        fault: 'vendor',
        message: 'SEMrush refused the call',
        response_time: 20,
      },
    ],
  });
  await renderPage(<ComponentChecks name="semrush-integration" days={1} />, {
    api,
  });
  const found = within(await section());
  expect(await found.findByText('99.8 %')).toBeInTheDocument();
  expect(found.getByText('1,440')).toBeInTheDocument();
  expect(
    found.getByText(/The vendor: SEMrush refused the call/),
  ).toBeInTheDocument();
  expect(
    await found.findByRole('img', { name: /1,437 succeeded, 3 failed/ }),
  ).toBeInTheDocument();
  const [[name, query]] = api.checksQueries;
  expect(name).toBe('semrush-integration');
  expect(Object.keys(query)).toEqual(['from']);
});

it('says when nothing was checked, and when nothing is', async () => {
  const api = new InMemoryTesting();
  api.componentChecks.set('s3-storage', { enabled: false });
  await renderPage(
    <>
      <ComponentChecks name="s3-storage" days={1} />
      <ComponentChecks name="report-builder" days={1} />
    </>,
    { api },
  );
  expect(
    await screen.findByText(/leadshopTesting\.health\.enabled/),
  ).toBeInTheDocument();
  expect(
    await screen.findByText('It was not checked in this period.'),
  ).toBeInTheDocument();
});

it('fails and tries again by itself', async () => {
  const api = new InMemoryTesting();
  api.failing.getComponentChecks = new Error('No checks for you');
  await renderPage(<ComponentChecks name="s3-storage" days={1} />, { api });
  const found = within(await section());
  expect(await found.findByText('No checks for you')).toBeInTheDocument();
  api.failing = {};
  await userEvent.click(found.getByRole('button', { name: 'Retry' }));
  expect(
    await found.findByText('It was not checked in this period.'),
  ).toBeInTheDocument();
});

it('shows the uptime beside the state', async () => {
  await renderPage(
    <ComponentList
      components={[
        {
          name: 's3-storage',
          title: 'S3 Storage',
          status: 'healthy',
          fault: null,
          provider_mode: 'live',
          last_check: '2026-03-01T09:05:00.000Z',
          response_time: 12,
          success_rate: 100,
          error_count: 0,
          message: null,
          uptime: 99.5,
        },
      ]}
    />,
  );
  expect(
    (await screen.findByText('S3 Storage')).closest('li'),
  ).toHaveTextContent(/12 ms · 100 % ok · up 99\.5 %/);
});
