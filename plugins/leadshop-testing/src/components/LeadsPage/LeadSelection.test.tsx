import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { drawnBoxes } from '../../__testUtils__/drawnBoxes';
import { testId } from '../../__testUtils__/executions';
import { leadId, storedLead, storedLeads } from '../../__testUtils__/leads';
import { LeadsScreen, leadsScreen } from '../../__testUtils__/leadsScreen';
import { refused } from '../../__testUtils__/refusals';
import {
  accessibilityProblems,
  PageSetup,
} from '../../__testUtils__/renderPage';

describe('Selected leads', () => {
  let page: LeadsScreen;
  drawnBoxes();

  const open = async (count: number, query = '', setup: PageSetup = {}) => {
    page.store(storedLeads(count));
    const rendered = await page.open(query, setup);
    await page.names();
    return rendered;
  };
  const tick = (number: number) =>
    userEvent.click(
      screen.getByRole('checkbox', { name: `Select Business ${number}` }),
    );
  const press = (name: string | RegExp) =>
    userEvent.click(screen.getByRole('button', { name }));
  const started = () => page.api.batches.started;

  beforeEach(() => {
    page = leadsScreen();
  });

  it('are counted, and can be let go', async () => {
    await open(3);
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
    await open(3);
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
      await open(3);
      await tick(2);
      await press('Test Selected (1)');
      await waitFor(() => expect(page.address()).toBe(`/tests/${testId(99)}`));
      expect(page.api.started.map(({ request }) => request)).toEqual([
        { test_type: 'full_pipeline', lead_id: leadId(2) },
      ]);
    });

    it('starts a batch of several, and goes there', async () => {
      await open(3);
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
      await open(10_000, '?status=new');
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
      await open(3);
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
      const { alerts } = await open(3);
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

  describe('edits', () => {
    const openDialog = async () => {
      await press('Edit Selected');
      return within(screen.getByRole('dialog', { name: 'Edit 2 leads' }));
    };

    it('changes what is ticked, and undoes it', async () => {
      await open(3);
      await tick(3);
      await tick(2);
      const dialog = await openDialog();
      expect(
        dialog.getByRole('button', { name: 'Change 2 leads' }),
      ).toBeDisabled();
      expect(dialog.getByLabelText('Industry')).toBeDisabled();
      expect(await accessibilityProblems(document.body)).toEqual([]);
      await userEvent.click(dialog.getByLabelText('Change Industry'));
      await userEvent.type(dialog.getByLabelText('Industry'), 'Legal');
      await userEvent.click(dialog.getByLabelText('Change Location'));
      await userEvent.click(
        dialog.getByRole('button', { name: 'Change 2 leads' }),
      );
      expect(
        await screen.findByText('2 leads of 2 changed'),
      ).toBeInTheDocument();
      expect(page.leads.bulks).toEqual([
        {
          action: 'update',
          selection: { lead_ids: [leadId(3), leadId(2)] },
          changes: { industry: 'Legal', location: null },
        },
      ]);
      const row = await page.rowOf('Business 3');
      await waitFor(() => expect(row).toHaveTextContent('Legal'));

      await press('Undo');
      expect(
        await screen.findByText('2 leads changed back'),
      ).toBeInTheDocument();
      await waitFor(() => expect(row).toHaveTextContent('Dental'));
    });

    it('says how many stay as they are, because they were changed since', async () => {
      await open(2);
      await press('Select All');
      const dialog = await openDialog();
      await userEvent.click(dialog.getByLabelText('Change Notes'));
      await userEvent.click(
        dialog.getByRole('button', { name: 'Change 2 leads' }),
      );
      await screen.findByText('2 leads of 2 changed');
      jest
        .spyOn(page.leads, 'undoBulk')
        .mockResolvedValue({ removed: 0, restored: 1, kept: 1 });
      await press('Undo');
      expect(
        await screen.findByText(
          '1 lead changed back, 1 left as they are, because they were changed since',
        ),
      ).toBeInTheDocument();
    });

    it('shows what is wrong before anything is sent', async () => {
      await open(2);
      await press('Select All');
      const dialog = await openDialog();
      await userEvent.click(dialog.getByLabelText('Change Employee count'));
      const field = dialog.getByRole('spinbutton', { name: 'Employee count' });
      await userEvent.type(field, '-3');
      await userEvent.click(
        dialog.getByRole('button', { name: 'Change 2 leads' }),
      );
      expect(field).toBeInvalid();
      expect(page.leads.bulks).toEqual([]);
    });

    it('shows what the server refuses beside its field', async () => {
      await open(2);
      await press('Select All');
      page.leads.failing.bulk = await refused(
        400,
        'InputError',
        'The changes have errors',
        { fields: [{ field: 'changes.naics_code', message: 'Only digits' }] },
      );
      const dialog = await openDialog();
      await userEvent.click(dialog.getByLabelText('Change NAICS code'));
      const field = dialog.getByRole('textbox', { name: 'NAICS code' });
      await userEvent.type(field, 'x');
      await userEvent.click(
        dialog.getByRole('button', { name: 'Change 2 leads' }),
      );
      expect(await dialog.findByText('Only digits')).toBeInTheDocument();
      expect(field).toBeInvalid();
    });

    it('says why the server refuses all of it', async () => {
      await open(2);
      await press('Select All');
      page.leads.failing.bulk = await refused(
        409,
        'ConflictError',
        'An import is storing leads; try again in a moment',
      );
      const dialog = await openDialog();
      await userEvent.click(dialog.getByLabelText('Change Notes'));
      await userEvent.click(
        dialog.getByRole('button', { name: 'Change 2 leads' }),
      );
      expect(await dialog.findByRole('alert')).toHaveTextContent(
        'An import is storing leads; try again in a moment',
      );
    });
  });

  describe('erasing', () => {
    it('is done when the word is typed, and not before', async () => {
      await open(3);
      await tick(3);
      await tick(1);
      await press('Erase Selected');
      const dialog = within(
        screen.getByRole('dialog', { name: 'Erase 2 leads?' }),
      );
      const erase = dialog.getByRole('button', { name: 'Erase 2 leads' });
      expect(dialog.getByText(/This cannot be undone/)).toBeInTheDocument();
      await userEvent.type(dialog.getByLabelText('Type ERASE to go on'), 'era');
      expect(erase).toBeDisabled();
      await userEvent.clear(dialog.getByLabelText('Type ERASE to go on'));
      await userEvent.type(
        dialog.getByLabelText('Type ERASE to go on'),
        'ERASE',
      );
      await userEvent.click(erase);
      expect(await screen.findByText('2 leads erased')).toBeInTheDocument();
      expect(await page.namesAre(1)).toEqual(['Business 2']);
      expect(screen.getByText('0 of 1 leads selected')).toBeInTheDocument();
      expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
    });

    it('says why it was refused, and leaves all as it is', async () => {
      await open(3);
      await press('Select All');
      page.leads.failing.bulk = new Error('The database is away');
      await press('Erase Selected');
      const dialog = within(screen.getByRole('dialog'));
      await userEvent.type(dialog.getByRole('textbox'), 'ERASE{Enter}');
      expect(await dialog.findByText('The database is away')).toBeVisible();
      expect(page.leads.stored).toHaveLength(3);
    });
  });

  describe('export', () => {
    let saved: { name: string; size: number }[];
    const { createObjectURL, revokeObjectURL } = URL;
    beforeEach(() => {
      saved = [];
      let size = 0;
      URL.createObjectURL = blob => {
        size = (blob as Blob).size;
        return 'blob:1';
      };
      URL.revokeObjectURL = () => {};
      jest
        .spyOn(HTMLAnchorElement.prototype, 'click')
        .mockImplementation(function click(this: HTMLAnchorElement) {
          saved.push({ name: this.download, size });
        });
    });
    afterEach(() => {
      jest.restoreAllMocks();
      Object.assign(URL, { createObjectURL, revokeObjectURL });
    });
    const choose = async (name: RegExp) => {
      await press('Export');
      await userEvent.click(await screen.findByRole('menuitem', { name }));
    };

    it('takes all that match, and says that formulas are neutralised', async () => {
      await open(3, '?status=new&sort=business_name');
      await press('Export');
      const items = await screen.findAllByRole('menuitem');
      expect(items.map(item => item.textContent)).toEqual([
        expect.stringMatching(
          /^Export CSVAll 3 leads that match\. Formulas are neutralised/,
        ),
        expect.stringMatching(
          /^Export XLSXAll 3 leads that match\. Formulas are neutralised/,
        ),
        expect.stringMatching(/^Export JSON.*Every text as it is stored/),
      ]);
      await userEvent.click(items[1]);
      await waitFor(() => expect(saved).toHaveLength(1));
      expect(saved[0].name).toMatch(/^leads-\d{4}-\d\d-\d\d\.xlsx$/);
      expect(saved[0].size).toBeGreaterThan(100);
      expect(page.leads.exports).toEqual([
        { format: 'xlsx', status: ['new'], sort: 'business_name' },
      ]);
    });

    it('takes only what is selected, when it is', async () => {
      await open(3);
      await tick(2);
      await press('Export');
      expect((await screen.findAllByRole('menuitem'))[0]).toHaveTextContent(
        'The 1 lead that you selected',
      );
      await userEvent.click(screen.getAllByRole('menuitem')[0]);
      await waitFor(() => expect(page.leads.exports).toHaveLength(1));
      expect(page.leads.exports[0]).toMatchObject({ lead_ids: [leadId(2)] });
    });

    it('shows how much has arrived, and can be stopped', async () => {
      const { alerts } = await open(3);
      let signal: AbortSignal | undefined;
      jest
        .spyOn(page.leads, 'exportLeads')
        .mockImplementation((_request, options) => {
          signal = options?.signal;
          options?.onProgress?.(2_500_000);
          return new Promise((_resolve, reject) => {
            signal?.addEventListener('abort', () =>
              reject(new Error('aborted')),
            );
          });
        });
      await choose(/^Export CSV/);
      await press('Exporting 2.5 MB, stop');
      expect(signal?.aborted).toBe(true);
      expect(
        await screen.findByRole('button', { name: 'Export' }),
      ).toBeEnabled();
      expect(saved).toEqual([]);
      expect(alerts).toEqual([]);
    });

    it('says why there is no file', async () => {
      const { alerts } = await open(3);
      page.leads.failing.exportLeads = await refused(
        403,
        'NotAllowedError',
        "Permission 'manage_leads' required",
      );
      await choose(/^Export CSV/);
      await waitFor(() =>
        expect(alerts[0]?.message).toBe(
          "The leads were not exported: Permission 'manage_leads' required",
        ),
      );
      expect(saved).toEqual([]);
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
