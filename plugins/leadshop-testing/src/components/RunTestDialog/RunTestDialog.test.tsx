import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResponseError } from '@backstage/errors';
import { HEALTHY_STATUS, runningTest } from '../../__testUtils__/executions';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import {
  accessibilityProblems,
  PageSetup,
  renderPage,
} from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

const RUN = 'Run Full Pipeline Test';

/** Adds text to a field, as one paste: keystrokes are slow here. */
async function fill(field: HTMLElement, text: string): Promise<void> {
  await userEvent.click(field);
  await userEvent.paste(text);
}

describe('RunTestDialog', () => {
  let api: InMemoryTesting;

  const open = (setup: PageSetup = {}) =>
    renderPage(<LeadshopTestingContent />, { api, ...setup });

  beforeEach(() => {
    api = new InMemoryTesting();
  });

  const openDialog = async (setup: PageSetup = {}) => {
    const page = await open(setup);
    await userEvent.click(await screen.findByRole('button', { name: RUN }));
    await screen.findByRole('dialog');
    return page;
  };
  const run = (name = 'Run test') =>
    userEvent.click(screen.getByRole('button', { name }));

  it('handles pipeline test execution', async () => {
    await openDialog();
    await userEvent.click(
      screen.getByRole('button', { name: 'Use sample lead' }),
    );
    api.active = [runningTest(99)];
    await run();
    expect(
      await screen.findByRole('article', { name: 'Test of Business 99' }),
    ).toHaveTextContent(/usually 1-2 seconds/);
    expect(api.started).toHaveLength(1);
    expect(api.started[0].request).toMatchObject({
      test_type: 'full_pipeline',
      lead_data: { annual_revenue: 1450000, employee_count: 14 },
    });
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
  });

  it('opens with the key r, and with the sample lead from the quick action', async () => {
    await open();
    await screen.findByRole('button', { name: RUN });
    await userEvent.keyboard('r');
    expect(await screen.findByRole('dialog')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    await userEvent.click(screen.getByText('Test Sample Lead'));
    expect(screen.getByLabelText('Business name')).not.toHaveValue('');
  });

  it('has all eleven fields and nothing in the way of assistive technology', async () => {
    await openDialog();
    const dialog = screen.getByRole('dialog');
    expect(
      dialog.querySelectorAll('input, textarea:not([aria-hidden])'),
    ).toHaveLength(11);
    expect(await accessibilityProblems(dialog)).toEqual([]);
  });

  it('says at the field what is missing', async () => {
    await openDialog();
    await run();
    expect(screen.getByText('Website URL is required')).toBeInTheDocument();
    expect(screen.getByLabelText(/Website URL/)).toHaveAttribute(
      'aria-invalid',
      'true',
    );
    expect(api.started).toEqual([]);
  });

  it('shows at the field what the server says of it', async () => {
    await openDialog();
    api.failing.runPipeline = await ResponseError.fromResponse(
      new Response(
        JSON.stringify({
          error: {
            name: 'InputError',
            message: 'The lead was refused',
            fields: [
              { field: 'lead_data.phone', message: 'Phone has no digits' },
            ],
          },
          response: { statusCode: 400 },
        }),
        { status: 400, headers: { 'Content-Type': 'application/json' } },
      ),
    );
    await fill(screen.getByLabelText(/Website URL/), 'https://a.example');
    await fill(screen.getByLabelText('Phone'), 'none');
    await run();
    expect(await screen.findByText('Phone has no digits')).toBeInTheDocument();
    expect(screen.getByText('The lead was refused')).toBeInTheDocument();
    await fill(screen.getByLabelText('Phone'), '1');
    expect(screen.queryByText('Phone has no digits')).not.toBeInTheDocument();
  });

  it('sends the same key again for the same lead, and a new one for another', async () => {
    await openDialog();
    api.failing.runPipeline = new Error('No answer');
    const site = screen.getByLabelText(/Website URL/);
    await fill(site, 'https://a.example');
    await run();
    await screen.findByText('No answer');
    await run();
    await waitFor(() => expect(api.started).toHaveLength(2));
    await fill(site, '/b');
    await run();
    await waitFor(() => expect(api.started).toHaveLength(3));
    const [first, second, third] = api.started.map(({ key }) => key);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('remembers the last lead without personal data', async () => {
    const { storage, unmount } = await openDialog();
    await fill(screen.getByLabelText('Business name'), 'Acme');
    await fill(screen.getByLabelText(/Website URL/), 'https://a.example');
    await fill(screen.getByLabelText('Email'), 'jo@a.example');
    await run();
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    unmount();
    await openDialog({ storage });
    expect(screen.getByLabelText('Business name')).toHaveValue('Acme');
    expect(screen.getByLabelText(/Website URL/)).toHaveValue(
      'https://a.example',
    );
    expect(screen.getByLabelText('Email')).toHaveValue('');
  });

  it('warns when the pipeline is ill, and leaves the decision', async () => {
    api.status = { ...HEALTHY_STATUS, pipeline_health: 'down' };
    await open();
    await screen.findByText('Down');
    await userEvent.click(screen.getByRole('button', { name: RUN }));
    expect(screen.getByText('The pipeline is down')).toBeInTheDocument();
    await fill(screen.getByLabelText(/Website URL/), 'https://a.example');
    await run('Run anyway');
    await waitFor(() => expect(api.started).toHaveLength(1));
  });
});
