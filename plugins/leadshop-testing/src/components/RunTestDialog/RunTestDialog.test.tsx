import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NotAllowedError, ResponseError } from '@backstage/errors';
import { mockApis } from '@backstage/test-utils';
import type { StorageApi } from '@backstage/core-plugin-api';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  endedTest,
  HEALTHY_STATUS,
  runningTest,
  testId,
  wholeTest,
} from '../../__testUtils__/executions';
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

/** A storage as portals have it that keep settings in their backend. */
function answeringLater(storage: StorageApi): StorageApi {
  const late: Omit<StorageApi, 'observe$'> & { observe$: unknown } = {
    forBucket: name => answeringLater(storage.forBucket(name)),
    snapshot: key => ({ key, presence: 'unknown' }),
    observe$: (key: string) => ({
      subscribe(next: (snapshot: unknown) => void) {
        queueMicrotask(() => next(storage.snapshot(key)));
        return { unsubscribe() {} };
      },
    }),
    set: (key, value) => storage.set(key, value),
    remove: key => storage.remove(key),
  };
  return late as StorageApi;
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
    const dialog = await screen.findByRole('dialog');
    await waitFor(() =>
      expect(within(dialog).getByLabelText('Email')).toBeEnabled(),
    );
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

  it('says which fields step 2 needs, and requires the site alone', async () => {
    await openDialog();
    for (const name of ['Business name', 'Email']) {
      expect(screen.getByLabelText(name)).toHaveAccessibleDescription(
        'The Lead Data Model step fails without it',
      );
    }
    await fill(screen.getByLabelText(/Website URL/), 'https://a.example');
    await run();
    await waitFor(() => expect(api.started).toHaveLength(1));
    expect(api.started[0].request.lead_data).toEqual({
      website_url: 'https://a.example',
    });
  });

  describe('with a test that ran before', () => {
    const LAST = testId(99);
    const lead = {
      business_name: 'Acme',
      website_url: 'https://a.example',
      email: 'jo@a.example',
    };
    const runOne = async () => {
      const { storage, unmount } = await openDialog();
      await fill(screen.getByLabelText('Business name'), lead.business_name);
      await fill(screen.getByLabelText(/Website URL/), lead.website_url);
      await fill(screen.getByLabelText('Email'), lead.email);
      await run();
      await waitFor(() =>
        expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
      );
      unmount();
      return storage;
    };
    const shown = () =>
      ['Business name', /Website URL/, 'Email'].map(
        label => screen.getByLabelText<HTMLInputElement>(label).value,
      );

    it('starts with its whole lead, which the server keeps and not the browser', async () => {
      const storage = await runOne();
      api.tests.set(LAST, wholeTest(endedTest(99), { lead_data: lead }));
      const getTest = jest.spyOn(api, 'getTest');
      await openDialog({ storage });
      expect(getTest).toHaveBeenCalledWith(LAST);
      expect(shown()).toEqual(Object.values(lead));
    });

    it('shows that it waits, and lets the sample lead come first', async () => {
      const storage = await runOne();
      let answer = (_test: Execution) => {};
      api.getTest = () => new Promise(resolve => (answer = resolve));
      await open({ storage });
      await userEvent.click(await screen.findByRole('button', { name: RUN }));
      expect(
        await screen.findByText('Fetching the lead of your last test…'),
      ).toBeInTheDocument();
      expect(screen.getByLabelText('Email')).toBeDisabled();
      expect(screen.getByRole('button', { name: 'Run test' })).toBeDisabled();
      await userEvent.click(
        screen.getByRole('button', { name: 'Use sample lead' }),
      );
      expect(screen.getByLabelText('Email')).toBeEnabled();
      await act(async () =>
        answer(wholeTest(endedTest(99), { lead_data: lead })),
      );
      expect(screen.getByLabelText('Business name')).toHaveValue(
        'Sunrise Dental Care',
      );
    });

    it('starts with it where the portal keeps settings in its backend', async () => {
      const storage = await runOne();
      api.tests.set(LAST, wholeTest(endedTest(99), { lead_data: lead }));
      await openDialog({ storage: answeringLater(storage) });
      expect(shown()).toEqual(Object.values(lead));
    });

    it('starts empty when that test is gone', async () => {
      const storage = await runOne();
      await openDialog({ storage });
      expect(shown()).toEqual(['', '', '']);
    });

    it('starts empty when this user may not see it', async () => {
      const storage = await runOne();
      api.failing.getTest = new NotAllowedError('Not yours');
      await openDialog({ storage });
      expect(shown()).toEqual(['', '', '']);
    });

    it('starts empty when its lead was erased', async () => {
      const storage = await runOne();
      api.tests.set(LAST, wholeTest(endedTest(99), { lead_data: {} }));
      await openDialog({ storage });
      expect(shown()).toEqual(['', '', '']);
    });

    it('starts empty for another user of the same browser', async () => {
      const storage = await runOne();
      api.tests.set(LAST, wholeTest(endedTest(99), { lead_data: lead }));
      await openDialog({ storage, user: 'user:default/somebody-else' });
      expect(shown()).toEqual(['', '', '']);
    });
  });

  it('removes the lead that an earlier version kept in the browser', async () => {
    const storage = mockApis.storage();
    const kept = storage.forBucket('leadshop-testing');
    await kept.set('last-lead', { business_name: 'Acme' });
    await openDialog({ storage });
    expect(kept.snapshot('last-lead').presence).toBe('absent');
    expect(screen.getByLabelText('Business name')).toHaveValue('');
  });

  it('takes the site of the sample lead from the configuration', async () => {
    const site = 'https://localhost:9443/sites/acme';
    await open({
      config: { leadshopTesting: { sampleLead: { websiteUrl: site } } },
    });
    await userEvent.click(await screen.findByText('Test Sample Lead'));
    expect(screen.getByLabelText(/Website URL/)).toHaveValue(site);
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
