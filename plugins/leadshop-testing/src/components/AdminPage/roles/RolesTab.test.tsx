import { screen, within } from '@testing-library/react';
import {
  DEFAULT_ROLE_PERMISSIONS,
  PERMISSION_NAMES,
  ROLE_NAMES,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { DEFAULT_MATRIX } from '../../../__testUtils__/administration';
import { InMemoryTesting } from '../../../__testUtils__/InMemoryTesting';
import { renderPage } from '../../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../../LeadshopTestingPage';

describe('roles', () => {
  let api: InMemoryTesting;
  const open = async () => {
    await renderPage(<LeadshopTestingContent />, { api, at: '/admin/roles' });
    return screen.findByRole('table', { name: 'What each role may do' });
  };
  const cells = (table: HTMLElement) =>
    within(table)
      .getAllByRole('row')
      .slice(1)
      .map(row => within(row).getAllByRole('cell'));

  beforeEach(() => {
    api = new InMemoryTesting();
  });

  it('are shown by permission, all forty-five cells of them', async () => {
    const table = await open();
    expect(
      cells(table).map(row =>
        row.map(cell => /^Yes/.test(cell.textContent ?? '')),
      ),
    ).toEqual(
      PERMISSION_NAMES.map(name =>
        ROLE_NAMES.map(role => DEFAULT_ROLE_PERMISSIONS[role].includes(name)),
      ),
    );
  });

  it('say which setting gives a permission, and what is given by default', async () => {
    const source = 'leadshopTesting.roles.viewer.permissions[2]';
    api.admin.roles = {
      ...DEFAULT_MATRIX,
      roles: DEFAULT_MATRIX.roles.map(role =>
        role.name === 'viewer'
          ? { ...role, permissions: [{ name: 'manage_leads', source }] }
          : role,
      ),
    };
    const table = await open();
    const row = cells(table)[PERMISSION_NAMES.indexOf('manage_leads')];
    expect(row[ROLE_NAMES.indexOf('viewer')]).toHaveTextContent(
      'Yesroles.viewer.permissions[2]',
    );
    expect(row[ROLE_NAMES.indexOf('admin')]).toHaveTextContent('Yesby default');
  });

  it('say who has them, and whom the catalog does not know', async () => {
    api.admin.roles = {
      ...DEFAULT_MATRIX,
      roles: DEFAULT_MATRIX.roles.map(role =>
        role.name === 'viewer'
          ? { ...role, members: [] }
          : {
              ...role,
              members: role.members.map(member => ({
                ...member,
                in_catalog: role.name !== 'developer',
              })),
            },
      ),
    };
    await open();
    const members = within(
      screen.getByRole('region', { name: 'Who has each role' }),
    );
    expect(members.getByText('group:default/admins')).toBeInTheDocument();
    expect(
      members.getByText('roles.developer.members[0]').closest('dd'),
    ).toHaveTextContent('The catalog does not know it');
    expect(members.getAllByText('The catalog does not know it')).toHaveLength(
      1,
    );
    expect(members.getByText('Nobody')).toBeInTheDocument();
  });

  it('say when another policy decides', async () => {
    api.admin.roles = { ...DEFAULT_MATRIX, agrees_with_policy: false };
    await open();
    expect(
      screen.getByText(/Another permission policy of this portal decides/),
    ).toBeInTheDocument();
  });
});
