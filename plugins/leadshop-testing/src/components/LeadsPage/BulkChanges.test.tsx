import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { drawnBoxes } from '../../__testUtils__/drawnBoxes';
import { leadId } from '../../__testUtils__/leads';
import {
  LeadsScreen,
  leadsScreen,
  press,
  tick,
} from '../../__testUtils__/leadsScreen';
import { refused } from '../../__testUtils__/refusals';
import { accessibilityProblems } from '../../__testUtils__/renderPage';

describe('Selected leads', () => {
  let page: LeadsScreen;
  drawnBoxes();

  beforeEach(() => {
    page = leadsScreen();
  });

  describe('edits', () => {
    const openDialog = async () => {
      await press('Edit Selected');
      return within(screen.getByRole('dialog', { name: 'Edit 2 leads' }));
    };

    it('changes what is ticked, and undoes it', async () => {
      await page.openStored(3);
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
      await page.openStored(2);
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
      await page.openStored(2);
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
      await page.openStored(2);
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
      await page.openStored(2);
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
      await page.openStored(3);
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
      await page.openStored(3);
      await press('Select All');
      page.leads.failing.bulk = new Error('The database is away');
      await press('Erase Selected');
      const dialog = within(screen.getByRole('dialog'));
      await userEvent.type(dialog.getByRole('textbox'), 'ERASE{Enter}');
      expect(await dialog.findByText('The database is away')).toBeVisible();
      expect(page.leads.stored).toHaveLength(3);
    });
  });
});
