import { ComponentType } from 'react';
import { SupportButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { adminRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { PageHeading } from '../PageHeading';
import { PermittedTab, PermittedTabs } from '../PermittedTabs';
import { AccessTab } from './access';
import { ADMIN_TAB_NAMES, ADMIN_TABS, AdminTabName } from './adminTabs';
import { AuditTab } from './audit';
import { CredentialsTab } from './credentials';
import { OperationsTab } from './operations';
import { RolesTab } from './roles';
import { SettingsTab } from './settings';

const CONTENT: Record<AdminTabName, ComponentType> = {
  roles: RolesTab,
  audit: AuditTab,
  settings: SettingsTab,
  credentials: CredentialsTab,
  operations: OperationsTab,
};

/** Roles, audit trail, settings, credentials and operations, each for those who may see it. */
export const AdminPage = () => {
  const t = useTexts();
  const tabs: PermittedTab[] = ADMIN_TAB_NAMES.map(name => ({
    name,
    title: t(`admin.tabs.${name}`),
    permissions: [ADMIN_TABS[name]],
    refusal: t(`admin.mayNotSee.${name}`),
    Content: CONTENT[name],
  }));
  return (
    <>
      <PageHeading title={t('admin.title')} subtitle={t('admin.subtitle')}>
        <SupportButton>{t('admin.support')}</SupportButton>
      </PageHeading>
      <PermittedTabs
        label={t('admin.title')}
        base={useRouteRef(adminRouteRef)()}
        tabs={[
          ...tabs,
          // Open to everybody: what they may do themselves
          {
            name: 'access',
            title: t('admin.tabs.access'),
            Content: AccessTab,
          },
        ]}
      />
    </>
  );
};
