import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { drawnBoxes } from '../../__testUtils__/drawnBoxes';
import { testId } from '../../__testUtils__/executions';
import {
  journeyEntry,
  leadId,
  storedLead,
  storedLeads,
} from '../../__testUtils__/leads';
import { LeadsScreen, leadsScreen } from '../../__testUtils__/leadsScreen';
import { refused } from '../../__testUtils__/refusals';
import { accessibilityProblems } from '../../__testUtils__/renderPage';

describe('One lead', () => {
  let page: LeadsScreen;
  drawnBoxes();

  const open = async () => {
    const rendered = await page.open();
    await page.names();
    return rendered;
  };
  const press = (name: string | RegExp) =>
    userEvent.click(screen.getByRole('button', { name }));
  const dialog = (name: string) => within(screen.getByRole('dialog', { name }));
  const retype = async (input: HTMLElement, text: string) => {
    await userEvent.clear(input);
    await userEvent.type(input, text);
  };

  beforeEach(() => {
    page = leadsScreen();
    page.store(storedLeads(3));
  });

  describe('is tested', () => {
    it('and the notice leads to its test', async () => {
      await open();
      await press('Test Business 2');
      expect(
        await screen.findByText('The test of Business 2 has started'),
      ).toBeInTheDocument();
      expect(page.api.started[0].request).toEqual({
        test_type: 'full_pipeline',
        lead_id: leadId(2),
      });
      await press('Watch it');
      expect(page.address()).toBe(`/tests/${testId(99)}`);
    });

    it('or the reader hears why not', async () => {
      page.api.failing.runPipeline = await refused(
        503,
        'ServiceUnavailableError',
        'The queue is paused',
      );
      const { alerts } = await open();
      await press('Test Business 2');
      await waitFor(() =>
        expect(alerts[0]?.message).toBe(
          'The test did not start: The queue is paused',
        ),
      );
    });
  });

  describe('is added', () => {
    const fill = async () => {
      await press('Add lead');
      const form = dialog('Add lead');
      await userEvent.type(form.getByLabelText(/^Business name/), 'New Shop');
      await userEvent.type(form.getByLabelText(/^Website URL/), 'shop.example');
      await userEvent.type(form.getByLabelText(/^Email/), 'a@shop.example');
      return form;
    };

    it('with what is missing said before anything is sent', async () => {
      const create = jest.spyOn(page.leads, 'create');
      await open();
      await press('Add lead');
      const form = dialog('Add lead');
      await userEvent.type(form.getByLabelText(/^Email/), 'nobody');
      await userEvent.click(form.getByRole('button', { name: 'Add lead' }));
      expect(form.getByText('Business name is required')).toBeInTheDocument();
      expect(form.getByText('Website URL is required')).toBeInTheDocument();
      expect(form.getByLabelText(/^Email/)).toBeInvalid();
      expect(form.getByLabelText(/^Business name/)).toHaveFocus();
      expect(create).not.toHaveBeenCalled();
      expect(await accessibilityProblems(document.body)).toEqual([]);
      await userEvent.type(form.getByLabelText(/^Business name/), 'x');
      expect(screen.queryByText('Business name is required')).toBeNull();
    });

    it('and can be tested at once', async () => {
      await open();
      const form = await fill();
      await userEvent.click(form.getByRole('button', { name: 'Add lead' }));
      expect(await screen.findByText('New Shop was added')).toBeInTheDocument();
      expect(page.leads.stored[0]).toMatchObject({
        business_name: 'New Shop',
        website_url: 'https://shop.example',
      });
      expect(await page.namesAre(4)).toContain('New Shop');
      await press('Test it');
      await waitFor(() => expect(page.api.started).toHaveLength(1));
    });

    it('twice only when the user insists', async () => {
      page.store([storedLead(1, { email: 'a@shop.example' })]);
      await open();
      const form = await fill();
      await userEvent.click(form.getByRole('button', { name: 'Add lead' }));
      expect(await form.findByRole('alert')).toHaveTextContent(
        /^A lead with the same e-mail address.*is stored already/,
      );
      await userEvent.click(form.getByRole('button', { name: 'Add anyway' }));
      expect(await screen.findByText('New Shop was added')).toBeInTheDocument();
      expect(page.leads.stored).toHaveLength(2);
    });

    it('or the one that it repeats is shown', async () => {
      page.store([storedLead(1, { email: 'a@shop.example' })]);
      await open();
      const form = await fill();
      await userEvent.click(form.getByRole('button', { name: 'Add lead' }));
      await userEvent.click(
        await form.findByRole('button', { name: 'Show that one' }),
      );
      expect(
        await screen.findByRole('dialog', { name: 'Business 1' }),
      ).toBeInTheDocument();
      expect(page.address()).toBe(`?journey=${leadId(1)}`);
    });

    it('by the rules of the server, field by field', async () => {
      page.leads.failing.create = await refused(
        400,
        'InputError',
        'The lead has errors',
        {
          fields: [
            { field: 'lead.email', message: 'This domain takes no mail' },
          ],
        },
      );
      await open();
      const form = await fill();
      await userEvent.click(form.getByRole('button', { name: 'Add lead' }));
      expect(
        await form.findByText('This domain takes no mail'),
      ).toBeInTheDocument();
      expect(form.getByLabelText(/^Email/)).toBeInvalid();
      expect(form.getByLabelText(/^Email/)).toHaveFocus();
      // It stands beside its field and is not said twice
      expect(form.queryByText('The lead has errors')).toBeNull();
    });
  });

  describe('is edited', () => {
    const edit = async (number: number) => {
      await press(`Edit Business ${number}`);
      return dialog(`Edit Business ${number}`);
    };
    const save = (form: ReturnType<typeof dialog>) =>
      userEvent.click(form.getByRole('button', { name: 'Save' }));

    it('in the fields that differ', async () => {
      const update = jest.spyOn(page.leads, 'update');
      await open();
      const form = await edit(2);
      await retype(form.getByLabelText('Contact name'), 'Jo Smith');
      await userEvent.clear(form.getByLabelText('Location'));
      await save(form);
      expect(
        await screen.findByText('Business 2 was saved'),
      ).toBeInTheDocument();
      expect(update).toHaveBeenCalledWith(leadId(2), 1, {
        contact_name: 'Jo Smith',
        location: null,
      });
      const row = await page.rowOf('Business 2');
      expect(row).toHaveTextContent('Jo Smith');
      expect(page.queries()).toHaveLength(1);
    });

    it('without a request when nothing differs', async () => {
      const update = jest.spyOn(page.leads, 'update');
      await open();
      await save(await edit(2));
      expect(
        await screen.findByText('Business 2 was saved'),
      ).toBeInTheDocument();
      expect(update).not.toHaveBeenCalled();
    });

    it('beside somebody else: both edits are kept when they do not collide', async () => {
      await open();
      const form = await edit(2);
      await retype(form.getByLabelText('Contact name'), 'Jo Smith');
      page.leads.change(leadId(2), { industry: 'Legal' });
      page.leads.journeys.set(leadId(2), [
        journeyEntry({
          at: '2026-03-01T11:00:00.000Z',
          user_ref: 'user:default/qa-manager',
        }),
      ]);
      await save(form);
      const alert = await form.findByRole('alert');
      expect(alert).toHaveTextContent(
        'qa-manager changed this lead while you were editing it. Nothing is saved yet.',
      );
      expect(alert).toHaveTextContent(/in the form below: Industry/);
      expect(form.getByLabelText('Industry')).toHaveValue('Legal');
      expect(form.getByLabelText('Contact name')).toHaveValue('Jo Smith');
      await save(form);
      expect(
        await screen.findByText('Business 2 was saved'),
      ).toBeInTheDocument();
      expect(await page.leads.get(leadId(2))).toMatchObject({
        industry: 'Legal',
        contact_name: 'Jo Smith',
        version: 3,
      });
    });

    it.each([
      ['Theirs: Ann', 'Ann'],
      ['Yours: Jo', 'Jo'],
    ])(
      'against somebody else: the user chooses "%s"',
      async (choice, expected) => {
        await open();
        const form = await edit(2);
        await retype(form.getByLabelText('Contact name'), 'Jo');
        page.leads.change(leadId(2), { contact_name: 'Ann' });
        page.leads.journeys.set(leadId(2), [
          // Tests do not edit, and what was before is known
          journeyEntry({
            kind: 'test_started',
            at: '2026-03-01T12:00:00.000Z',
            user_ref: 'user:default/developer',
          }),
          journeyEntry({
            at: '2026-03-01T11:00:00.000Z',
            user_ref: 'user:default/ann',
          }),
          journeyEntry({
            at: '2026-03-01T11:00:00.000Z',
            kind: 'bulk_updated',
            user_ref: 'user:default/bob',
          }),
          journeyEntry({
            at: '2026-02-01T11:00:00.000Z',
            user_ref: 'user:default/carol',
          }),
        ]);
        await save(form);
        expect(await form.findByRole('alert')).toHaveTextContent(
          /^ann, bob changed this lead.*Choose which of these stay/,
        );
        expect(form.getByRole('button', { name: 'Save' })).toBeDisabled();
        expect(await accessibilityProblems(document.body)).toEqual([]);
        await userEvent.click(
          within(form.getByRole('group', { name: 'Contact name' })).getByRole(
            'radio',
            { name: choice },
          ),
        );
        await save(form);
        expect(
          await screen.findByText('Business 2 was saved'),
        ).toBeInTheDocument();
        expect((await page.leads.get(leadId(2))).contact_name).toBe(expected);
      },
    );

    it('no more when somebody erased it', async () => {
      await open();
      const form = await edit(2);
      await retype(form.getByLabelText('Contact name'), 'Jo');
      page.leads.change(leadId(2), {
        contact_name: null,
        erased_at: '2026-03-01T11:00:00.000Z',
      });
      page.leads.journeys.set(leadId(2), [
        journeyEntry({
          kind: 'erased',
          at: '2026-03-01T11:00:00.000Z',
          user_ref: 'user:default/admin',
        }),
      ]);
      await save(form);
      expect(await form.findByRole('alert')).toHaveTextContent(
        /^admin erased this lead while you were editing it/,
      );
    });

    it('with the reason when the server refuses', async () => {
      page.leads.failing.update = new Error('The database is away');
      await open();
      const form = await edit(2);
      await retype(form.getByLabelText('Contact name'), 'Jo');
      await save(form);
      expect(await form.findByRole('alert')).toHaveTextContent(
        'The database is away',
      );
      expect(form.getByLabelText('Contact name')).toHaveValue('Jo');
    });
  });

  describe('is erased', () => {
    it('after a question, and is gone from the list', async () => {
      await open();
      await press('Erase Business 2');
      const question = dialog('Erase Business 2?');
      expect(question.getByText(/This cannot be undone/)).toBeInTheDocument();
      await userEvent.click(
        question.getByRole('button', { name: 'Erase for good' }),
      );
      expect(
        await screen.findByText('The lead was erased'),
      ).toBeInTheDocument();
      expect(await page.namesAre(2)).toEqual(['Business 3', 'Business 1']);
      expect(screen.getByText('0 of 2 leads selected')).toBeInTheDocument();
    });

    it('not when the user goes back', async () => {
      await open();
      await press('Erase Business 2');
      await userEvent.click(
        dialog('Erase Business 2?').getByRole('button', { name: 'Go back' }),
      );
      await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
      expect(page.leads.stored).toHaveLength(3);
    });

    it('not when the server refuses, and says why', async () => {
      page.leads.failing.erase = new Error('The database is away');
      await open();
      await press('Erase Business 2');
      const question = dialog('Erase Business 2?');
      await userEvent.click(
        question.getByRole('button', { name: 'Erase for good' }),
      );
      expect(await question.findByRole('alert')).toHaveTextContent(
        'The database is away',
      );
      expect(page.leads.stored).toHaveLength(3);
    });
  });
});
