import { ComponentType } from 'react';
import {
  Navigate,
  NavLink,
  Route,
  Routes,
  useLocation,
} from 'react-router-dom';
import { ErrorPage } from '@backstage/core-components';
import type { PermissionName } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PermissionGate, usePermissions } from '../../permissions';
import { useTexts } from '../../translation';
import { useNavLinkStyles } from '../NavLinks';
import { LoadingPage, PermittedOnly } from '../PermittedOnly';

/** A part of a page that has an address of its own. */
export interface PermittedTab {
  /** As the address has it. */
  name: string;
  title: string;
  /** Any one of these is enough; without them it is open to everybody. */
  permissions?: PermissionName[];
  /** What those may not do who have none of them. */
  refusal?: string;
  Content: ComponentType;
}

const isOpenTo = (
  { permissions }: PermittedTab,
  { hasAnyPermission }: ReturnType<typeof usePermissions>,
) => permissions === undefined || hasAnyPermission(permissions);

/** Goes to the first tab that the reader may see, or says what is missing. */
const FirstTab = ({ tabs, base }: { tabs: PermittedTab[]; base: string }) => {
  const t = useTexts();
  const reader = usePermissions();
  const { search } = useLocation();
  const first = tabs.find(tab => isOpenTo(tab, reader)) ?? tabs[0];
  return reader.loading ? (
    <LoadingPage text={t('pages.loading')} />
  ) : (
    <Navigate to={{ pathname: `${base}/${first.name}`, search }} replace />
  );
};

const Tab = ({
  of: { permissions, refusal = '', Content },
}: {
  of: PermittedTab;
}) => {
  const t = useTexts();
  return permissions ? (
    <PermittedOnly
      permissions={permissions}
      title={refusal}
      loadingText={t('pages.loading')}
    >
      <Content />
    </PermittedOnly>
  ) : (
    <Content />
  );
};

/** The tabs of a page, each for those who may see it. */
export const PermittedTabs = ({
  label,
  base,
  tabs,
}: {
  /** What the row of tabs is called. */
  label: string;
  /** The address of the page. */
  base: string;
  tabs: PermittedTab[];
}) => {
  const classes = useNavLinkStyles();
  const t = useTexts();
  return (
    <>
      <nav className={classes.root} aria-label={label}>
        {tabs.map(({ name, title, permissions }) => (
          <PermissionGate key={name} permissions={permissions}>
            <NavLink to={`${base}/${name}`} className={classes.link}>
              {title}
            </NavLink>
          </PermissionGate>
        ))}
      </nav>
      <Routes>
        <Route path="/" element={<FirstTab tabs={tabs} base={base} />} />
        {tabs.map(tab => (
          <Route key={tab.name} path={tab.name} element={<Tab of={tab} />} />
        ))}
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
