import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { drawnBoxes } from '../../__testUtils__/drawnBoxes';
import { testId } from '../../__testUtils__/executions';
import { leadId, storedLead } from '../../__testUtils__/leads';
import {
  LeadsScreen,
  leadsScreen,
  press,
  tick,
} from '../../__testUtils__/leadsScreen';

describe('Selected leads', () => {
  let page: LeadsScreen;
  drawnBoxes();

  const started = () => page.api.batches.started;

  beforeEach(() => {
    page = leadsScreen();
  });

  it('are counted, and can be let go', async () => {
    await page.openStored(3);
    expect(screen.getByText('0 of 3 leads selected')).toHaveAttribute(
      'role',
      'status',
    );
    for (const name of ['Edit Selected', 'Erase Selected', 'Clear Selection']) {
      expect(screen.getByRole('button', { name })).toBeDisabled();
    }
    await tick(3);
    await tick(1);
    expect(screen.getByText('2 of 3 leads selected')).toBeInTheDocument();
    const all = screen.getByRole('checkbox', {
      name: 'Select all leads that match',
    });
    expect(all).toHaveAttribute('data-indeterminate', 'true');
    await press('Clear Selection');
    expect(screen.getByText('0 of 3 leads selected')).toBeInTheDocument();
  });

  it('are those of the filter: another one begins anew', async () => {
    await page.openStored(3);
    await tick(3);
    await userEvent.click(
      within(screen.getByRole('group', { name: 'Status' })).getByRole(
        'button',
        { name: 'New' },
      ),
    );
    expect(
      await screen.findByText('0 of 3 leads selected'),
    ).toBeInTheDocument();
  });

  describe('tests', () => {
    it('starts the test of a single one, and goes there', async () => {
      await page.openStored(3);
      await tick(2);
      await press('Test Selected (1)');
      await waitFor(() => expect(page.address()).toBe(`/tests/${testId(99)}`));
      expect(page.api.started.map(({ request }) => request)).toEqual([
        { test_type: 'full_pipeline', lead_id: leadId(2) },
      ]);
    });

    it('starts a batch of several, and goes there', async () => {
      await page.openStored(3);
      await tick(2);
      await tick(1);
      await press('Test Selected (2)');
      expect(
        await screen.findByRole('heading', { name: '2 selected leads' }),
      ).toBeInTheDocument();
      expect(started().map(({ request }) => request)).toEqual([
        { test_type: 'full_pipeline', lead_ids: [leadId(2), leadId(1)] },
      ]);
    });

    it('takes all that match, those not read yet as well', async () => {
      await page.openStored(10_000, '?status=new');
      await press('Select All');
      expect(
        screen.getByText('10,000 or more of 10,000 or more leads selected'),
      ).toBeInTheDocument();
      await press('Test Selected (10,000 or more)');
      const question = screen.getByRole('dialog', {
        name: 'Test 10,000 or more leads?',
      });
      expect(question).toHaveTextContent(/as one batch/);
      expect(started()).toEqual([]);
      await userEvent.click(
        within(question).getByRole('button', { name: 'Start the tests' }),
      );
      expect(
        await screen.findByRole('heading', {
          name: '10,000 leads of a filter',
        }),
      ).toBeInTheDocument();
      expect(started().map(({ request }) => request)).toEqual([
        { test_type: 'full_pipeline', filter: { status: ['new'] } },
      ]);
    });

    it('leaves the others when one of all is unticked', async () => {
      await page.openStored(3);
      await userEvent.click(
        screen.getByRole('checkbox', { name: 'Select all leads that match' }),
      );
      expect(screen.getByText('3 of 3 leads selected')).toBeInTheDocument();
      await tick(2);
      expect(screen.getByText('2 of 3 leads selected')).toBeInTheDocument();
      await press('Test Selected (2)');
      await waitFor(() =>
        expect(started()[0]?.request).toMatchObject({
          lead_ids: [leadId(3), leadId(1)],
        }),
      );
    });

    it('asks with the same key again when an answer got lost', async () => {
      const { alerts } = await page.openStored(3);
      await tick(2);
      await tick(1);
      page.api.batches.failing.run = new TypeError('Failed to fetch');
      await press('Test Selected (2)');
      await waitFor(() =>
        expect(alerts[0]?.message).toMatch(
          /^The tests did not start: The backend did not answer/,
        ),
      );
      page.api.batches.failing = {};
      await press('Test Selected (2)');
      await screen.findByRole('heading', { name: '2 selected leads' });
      const [first, second] = started();
      expect(second.key).toBe(first.key);
    });
  });

  it('cannot be more than those that may be tested', async () => {
    page.store([storedLead(1)]);
    await page.open('', { role: 'developer' });
    await page.names();
    await tick(1);
    expect(
      screen.getByRole('button', { name: 'Test Selected (1)' }),
    ).toBeEnabled();
    expect(
      screen.queryByRole('button', { name: /Edit Selected|Erase Selected/ }),
    ).toBeNull();
  });
});
