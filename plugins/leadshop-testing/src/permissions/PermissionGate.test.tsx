import { useState } from 'react';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { SWRConfig } from 'swr';
import { TestApiProvider } from '@backstage/test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { renderPage } from '../__testUtils__/renderPage';
import { PermissionGate, PermissionGateProps } from './PermissionGate';
import { usePermissions } from './usePermissions';

const gate = (props: Omit<PermissionGateProps, 'children'>) => (
  <>
    <p>rendered</p>
    <PermissionGate fallback="refused" {...props}>
      granted
    </PermissionGate>
  </>
);

describe('PermissionGate', () => {
  it.each([
    ['granted', { permission: 'view_test_results' }],
    ['refused', { permission: 'run_pipeline_tests' }],
    ['granted', { permissions: ['run_pipeline_tests', 'view_test_results'] }],
    ['refused', { permissions: ['run_pipeline_tests', 'manage_leads'] }],
    [
      'refused',
      {
        permissions: ['run_pipeline_tests', 'view_test_results'],
        requireAll: true,
      },
    ],
    [
      'granted',
      {
        permissions: ['view_system_metrics', 'view_test_results'],
        requireAll: true,
      },
    ],
    ['granted', {}],
  ] as const)('is %s to a viewer with %j', async (text, props) => {
    await renderPage(gate(props as Omit<PermissionGateProps, 'children'>), {
      role: 'viewer',
    });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('shows nothing instead when there is no fallback', async () => {
    await renderPage(
      gate({ permission: 'manage_users', fallback: undefined }),
      { role: 'viewer' },
    );
    expect(screen.getByText('rendered')).toBeInTheDocument();
    expect(screen.queryByText('granted')).not.toBeInTheDocument();
  });
});

it('stays open while nobody answers what is asked again', async () => {
  let away = false;
  const authorize = async () => {
    if (away) throw new Error('The backend is away');
    return { result: AuthorizeResult.ALLOW } as const;
  };
  const Page = () => {
    const [gates, setGates] = useState(1);
    const { error } = usePermissions();
    return (
      <>
        <button onClick={() => setGates(2)}>more</button>
        <p>{error?.message}</p>
        {Array.from({ length: gates }, (_, i) => (
          <PermissionGate key={i} permission="manage_leads" fallback="refused">
            <p>granted</p>
          </PermissionGate>
        ))}
      </>
    );
  };
  await renderPage(
    <SWRConfig value={{ provider: () => new Map(), dedupingInterval: 0 }}>
      <TestApiProvider apis={[[permissionApiRef, { authorize }]]}>
        <Page />
      </TestApiProvider>
    </SWRConfig>,
  );
  await screen.findByText('granted');
  away = true;
  await userEvent.click(screen.getByText('more'));
  await screen.findByText('The backend is away');
  expect(screen.getAllByText('granted')).toHaveLength(2);
  expect(screen.queryByText('refused')).not.toBeInTheDocument();
});

describe('usePermissions', () => {
  it('lists what the user may do', async () => {
    const List = () => {
      const { permissions, hasAnyPermission, hasAllPermissions, loading } =
        usePermissions();
      return loading ? null : (
        <p>
          {permissions.join()} {String(hasAnyPermission(['manage_users']))}{' '}
          {String(hasAllPermissions(['view_test_results']))}
        </p>
      );
    };
    await renderPage(<List />, { role: 'viewer' });
    expect(
      await screen.findByText(
        'view_test_results,view_system_metrics false true',
      ),
    ).toBeInTheDocument();
  });
});
