import { screen, within } from '@testing-library/react';
import type { Me } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { InMemoryTesting } from '../../../__testUtils__/InMemoryTesting';
import { renderPage } from '../../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../../LeadshopTestingPage';

describe('what the reader may do', () => {
  const open = async (me: Partial<Me>) => {
    const api = new InMemoryTesting();
    api.me = { ...api.me, ...me };
    await renderPage(<LeadshopTestingContent />, {
      api,
      role: 'viewer',
      at: '/admin/access',
    });
    const table = await screen.findByRole('table');
    return (permission: string) =>
      within(table).getByRole('row', { name: new RegExp(`^${permission}`) });
  };

  it('is told with the role, the group and the settings that give it', async () => {
    const row = await open({
      roles: ['viewer'],
      permissions: ['view_test_results'],
      grants: [
        {
          by: 'role',
          permission: 'view_test_results',
          role: 'viewer',
          permission_source: 'default',
          member: 'group:default/everybody',
          member_source: 'leadshopTesting.roles.viewer.members[3]',
          through: ['user:default/jo', 'group:default/everybody'],
        },
      ],
    });
    expect(
      screen.getByText(/You are user:default\/qa-tester/),
    ).toHaveTextContent('Your role: Viewer.');
    expect(row('See test results')).toHaveTextContent(
      /Yes.*Viewer, by user:default\/jo › group:default\/everybody.*Member: roles\.viewer\.members\[3\].*Permission: by default/,
    );
    expect(row('Run tests')).toHaveTextContent(/No$/);
  });

  it('is told where no role gives it', async () => {
    const row = await open({
      roles: [],
      permissions: ['manage_leads', 'run_pipeline_tests'],
      grants: [
        { by: 'policy', permission: 'manage_leads' },
        { by: 'access_restrictions', permission: 'run_pipeline_tests' },
      ],
    });
    expect(
      screen.getByText(/No role of LeadShop Testing is given to you/),
    ).toBeInTheDocument();
    expect(row('Manage leads')).toHaveTextContent(/policy of this portal/);
    expect(row('Run tests')).toHaveTextContent(/access restrictions/);
  });
});
