import { ComponentType } from 'react';
import { Navigate, NavLink, Route, Routes } from 'react-router-dom';
import { ErrorPage, SupportButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { PermissionGate, usePermissions } from '../../permissions';
import { adminRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { useNavLinkStyles } from '../NavLinks';
import { PageHeading } from '../PageHeading';
import { LoadingPage, PermittedOnly } from '../PermittedOnly';
import { AccessTab } from './access';
import { ADMIN_TAB_NAMES, ADMIN_TABS, AdminTabName } from './adminTabs';
import { AuditTab } from './audit';
import { CredentialsTab } from './credentials';
import { RolesTab } from './roles';
import { SettingsTab } from './settings';

const CONTENT: Record<AdminTabName, ComponentType> = {
  roles: RolesTab,
  audit: AuditTab,
  settings: SettingsTab,
  credentials: CredentialsTab,
};

/** Open to everybody: what they may do themselves. */
const ACCESS = 'access';

const AdminNav = () => {
  const classes = useNavLinkStyles();
  const t = useTexts();
  const admin = useRouteRef(adminRouteRef)();
  const link = (name: AdminTabName | typeof ACCESS) => (
    <NavLink to={`${admin}/${name}`} className={classes.link}>
      {t(`admin.tabs.${name}`)}
    </NavLink>
  );
  return (
    <nav className={classes.root} aria-label={t('admin.title')}>
      {ADMIN_TAB_NAMES.map(name => (
        <PermissionGate key={name} permission={ADMIN_TABS[name]}>
          {link(name)}
        </PermissionGate>
      ))}
      {link(ACCESS)}
    </nav>
  );
};

/** Goes to the first tab that the reader may see. */
const FirstTab = () => {
  const t = useTexts();
  const { hasPermission, loading } = usePermissions();
  const admin = useRouteRef(adminRouteRef)();
  const first = ADMIN_TAB_NAMES.find(name => hasPermission(ADMIN_TABS[name]));
  return loading ? (
    <LoadingPage text={t('pages.loading')} />
  ) : (
    <Navigate to={`${admin}/${first ?? ACCESS}`} replace />
  );
};

const Tab = ({ name }: { name: AdminTabName }) => {
  const t = useTexts();
  const Content = CONTENT[name];
  return (
    <PermittedOnly
      permissions={[ADMIN_TABS[name]]}
      title={t(`admin.mayNotSee.${name}`)}
      loadingText={t('pages.loading')}
    >
      <Content />
    </PermittedOnly>
  );
};

/** Roles, audit trail, settings and credentials, each for those who may see it. */
export const AdminPage = () => {
  const t = useTexts();
  return (
    <>
      <PageHeading title={t('admin.title')} subtitle={t('admin.subtitle')}>
        <SupportButton>{t('admin.support')}</SupportButton>
      </PageHeading>
      <AdminNav />
      <Routes>
        <Route path="/" element={<FirstTab />} />
        {ADMIN_TAB_NAMES.map(name => (
          <Route key={name} path={name} element={<Tab name={name} />} />
        ))}
        <Route path={ACCESS} element={<AccessTab />} />
        <Route
          path="*"
          element={
            <ErrorPage status="404" statusMessage={t('pages.notFound')} />
          }
        />
      </Routes>
    </>
  );
};
