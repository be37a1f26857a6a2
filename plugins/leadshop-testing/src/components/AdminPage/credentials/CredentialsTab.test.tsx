import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { credential } from '../../../__testUtils__/administration';
import { testId } from '../../../__testUtils__/executions';
import { InMemoryTesting } from '../../../__testUtils__/InMemoryTesting';
import { refused } from '../../../__testUtils__/refusals';
import {
  accessibilityProblems,
  renderPage,
} from '../../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../../LeadshopTestingPage';

describe('credentials', () => {
  let api: InMemoryTesting;
  const open = async () => {
    const page = await renderPage(<LeadshopTestingContent />, {
      api,
      at: '/admin/credentials',
    });
    await screen.findByRole('region', { name: /^Credentials/ });
    return page;
  };
  const press = async (name: string | RegExp) =>
    userEvent.click(await screen.findByRole('button', { name }));
  const fill = async (label: string, text: string) => {
    const field = screen.getByLabelText(label);
    await userEvent.clear(field);
    await userEvent.click(field);
    await userEvent.paste(text);
  };
  const news = () =>
    within(screen.getByRole('region', { name: /^Credentials/ })).getByRole(
      'status',
    );

  beforeEach(() => {
    api = new InMemoryTesting();
    api.admin.credentials.credentials = [credential(1)];
  });

  it('are listed without their passwords', async () => {
    await open();
    const row = (await screen.findByText('Staging 1')).closest('tr');
    expect(row).toHaveTextContent(
      /https:\/\/staging-1\.example.*tester.*Newest key.*2026-11.*Never/,
    );
    expect(screen.queryByRole('button', { name: 'Encrypt anew' })).toBeNull();
  });

  it('are stored, after what is wrong was said', async () => {
    await open();
    await press('Store credential');
    const dialog = within(await screen.findByRole('dialog'));
    expect(screen.getByLabelText('Password')).toHaveAttribute(
      'type',
      'password',
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    expect(dialog.getAllByText('This field is required.')).toHaveLength(4);
    expect(screen.getByLabelText('Name')).toHaveFocus();
    await fill('Name', 'Shop');
    await fill('Site', 'https://staging.shop.example/path');
    await fill('User name', 'te:ster');
    await fill('Password', 'open sesame');
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    expect(dialog.getByText(/without user name, path/)).toBeInTheDocument();
    expect(dialog.getByText(/without colons/)).toBeInTheDocument();
    expect(await accessibilityProblems(screen.getByRole('dialog'))).toEqual([]);
    await fill('Site', 'https://staging.shop.example');
    await fill('User name', 'tester');
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(news()).toHaveTextContent('Shop is stored.'));
    expect(api.admin.stored).toEqual([
      {
        name: 'Shop',
        origin: 'https://staging.shop.example',
        username: 'tester',
        password: 'open sesame',
      },
    ]);
    expect(screen.getByText('Shop')).toBeInTheDocument();
    expect(document.body).not.toHaveTextContent('open sesame');
  });

  it('say what the server finds wrong, at the field', async () => {
    api.admin.failing.storeCredential = await refused(
      400,
      'InputError',
      'The request is not valid',
      { fields: [{ field: 'origin', message: 'must be https' }] },
    );
    await open();
    await press('Store credential');
    await fill('Name', 'Shop');
    await fill('Site', 'http://staging.shop.example');
    await fill('User name', 'tester');
    await fill('Password', 'open sesame');
    await press('Save');
    expect(await screen.findByText('must be https')).toBeInTheDocument();
    expect(screen.getByLabelText('Site')).toBeInvalid();
  });

  it('are replaced in parts; an empty password stays, and the site too', async () => {
    await open();
    await press('Replace Staging 1');
    expect(screen.getByLabelText('Site')).toBeDisabled();
    expect(screen.getByLabelText('Password')).toHaveValue('');
    await fill('User name', 'other');
    await press('Save');
    await waitFor(() =>
      expect(news()).toHaveTextContent('Staging 1 is replaced.'),
    );
    expect(api.admin.replaced).toEqual([[testId(1), { username: 'other' }]]);
  });

  it('are deleted after a question', async () => {
    await open();
    await press('Delete Staging 1');
    expect(
      await screen.findByText(/Tests of https:\/\/staging-1\.example/),
    ).toBeInTheDocument();
    await press('Delete credential');
    await waitFor(() =>
      expect(news()).toHaveTextContent('Staging 1 is deleted.'),
    );
    expect(await screen.findByText('No credentials')).toBeInTheDocument();
  });

  it('are encrypted anew, and those that cannot be read are named', async () => {
    api.admin.credentials.credentials = [
      credential(1, { key_status: 'old', key_id: '2026-01' }),
      credential(2, { key_status: 'missing', key_id: '2025-01' }),
      credential(3, { key_status: 'wrong' }),
    ];
    await open();
    expect(await screen.findByText('Key not configured')).toBeInTheDocument();
    expect(screen.getByText('Another key has this name')).toBeInTheDocument();
    await press('Encrypt anew');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Encrypt anew' }));
    await waitFor(() =>
      expect(news()).toHaveTextContent(
        /1 credential was encrypted with the key 2026-11.*Staging 2: The key 2025-01 is not configured/,
      ),
    );
    expect(screen.queryByText('Older key: encrypt anew')).toBeNull();
  });

  it('cannot be stored without a key, and say how to get one', async () => {
    api.admin.credentials = { newest_key_id: null, credentials: [] };
    await open();
    expect(
      await screen.findByText(/Set leadshopTesting\.credentials\.keys/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Store credential' }),
    ).toBeDisabled();
  });
});
