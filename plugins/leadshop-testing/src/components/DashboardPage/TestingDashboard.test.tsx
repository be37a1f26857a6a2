import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { SystemStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { runningTest } from '../../__testUtils__/executions';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { renderPage } from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

/*
 * PRP-013's own tests of the dashboard. What they say of the screen they still
 * say word for word; what stood in for the server is InMemoryTesting.
 */

const mockSystemStatus: SystemStatus = {
  pipeline_health: 'healthy',
  active_tests: 2,
  completed_tests: 45,
  failed_tests: 3,
  timestamp: '2026-03-01T10:00:00.000Z',
  system_metrics: {
    cpu_usage: 25,
    memory_usage: 60,
    database_connections: 12,
    queue_depth: 5,
  },
};

describe('TestingDashboard', () => {
  let api: InMemoryTesting;

  beforeEach(() => {
    api = new InMemoryTesting();
    api.status = mockSystemStatus;
    api.active = [runningTest(1), runningTest(2)];
  });

  it('renders dashboard with system status', async () => {
    let answer = (_status: SystemStatus) => {};
    api.getStatus = () =>
      new Promise(resolve => {
        answer = resolve;
      });
    await renderPage(<LeadshopTestingContent />, { api, role: 'qa_manager' });
    expect(
      await screen.findByText('Loading testing dashboard...'),
    ).toBeInTheDocument();

    await act(async () => answer(mockSystemStatus));
    await waitFor(() => {
      expect(
        screen.getByText('LeadShop Testing Interface'),
      ).toBeInTheDocument();
    });
    expect(
      screen.queryByText('Loading testing dashboard...'),
    ).not.toBeInTheDocument();
    expect(screen.getByText('System Status')).toBeInTheDocument();
    expect(screen.getByText('Active Tests (2)')).toBeInTheDocument();
  });

  it('handles pipeline test execution', async () => {
    await renderPage(<LeadshopTestingContent />, { api, role: 'qa_manager' });
    await waitFor(() => {
      expect(screen.getByText('Run Full Pipeline Test')).toBeInTheDocument();
    });

    await userEvent.click(screen.getByText('Run Full Pipeline Test'));
    // A test is of a lead, which is asked for first
    await userEvent.click(
      await screen.findByRole('button', { name: 'Use sample lead' }),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Run test' }));

    await waitFor(() => {
      expect(api.started).toHaveLength(1);
    });
    expect(api.started[0].request).toMatchObject({
      test_type: 'full_pipeline',
      lead_data: { business_name: expect.any(String) },
    });
  });

  it('displays permission-based UI elements', async () => {
    await renderPage(<LeadshopTestingContent />, { api, role: 'viewer' });
    // But should see status information
    await waitFor(() => {
      expect(screen.getByText('System Status')).toBeInTheDocument();
    });
    expect(
      await screen.findByRole('progressbar', { name: 'CPU usage' }),
    ).toHaveAttribute('aria-valuenow', '25');

    // Viewer should not see run test button
    expect(
      screen.queryByText('Run Full Pipeline Test'),
    ).not.toBeInTheDocument();
    const actions = within(
      screen.getByRole('region', { name: 'Quick Actions' }),
    );
    expect(actions.queryByText('Test Sample Lead')).not.toBeInTheDocument();
    expect(actions.getByText('View System Metrics')).toBeInTheDocument();
    expect(actions.getByText('Download Test Report')).toBeInTheDocument();
  });
});
