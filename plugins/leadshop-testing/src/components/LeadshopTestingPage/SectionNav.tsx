import { NavLink, useMatch } from 'react-router-dom';
import { useRouteRef } from '@backstage/core-plugin-api';
import { PermissionGate } from '../../permissions';
import {
  adminRouteRef,
  alertsRouteRef,
  batchesRouteRef,
  historyRouteRef,
  importsRouteRef,
  leadsRouteRef,
  metricsRouteRef,
  rootRouteRef,
} from '../../routes';
import { useTexts } from '../../translation';
import { ADMIN_PERMISSIONS } from '../AdminPage/adminTabs';
import { ALERT_PERMISSIONS } from '../AlertsPage/alertTabs';
import { useNavLinkStyles } from '../NavLinks';

/** Leads from page to page. */
export const SectionNav = () => {
  const classes = useNavLinkStyles();
  const t = useTexts();
  const root = useRouteRef(rootRouteRef)();
  const leads = useRouteRef(leadsRouteRef)();
  // Imports are reached from the leads and have no entry of their own
  const atImports = useMatch(`${useRouteRef(importsRouteRef)()}/*`) !== null;
  const batches = useRouteRef(batchesRouteRef)();
  const history = useRouteRef(historyRouteRef)();
  const metrics = useRouteRef(metricsRouteRef)();
  const alerts = useRouteRef(alertsRouteRef)();
  const admin = useRouteRef(adminRouteRef)();
  return (
    <nav className={classes.root} aria-label={t('pages.nav.label')}>
      <PermissionGate permission="view_test_results">
        <NavLink to={root} end className={classes.link}>
          {t('pages.nav.dashboard')}
        </NavLink>
      </PermissionGate>
      <PermissionGate permissions={['manage_leads', 'run_pipeline_tests']}>
        <NavLink
          to={leads}
          className={({ isActive }) =>
            `${classes.link} ${isActive || atImports ? 'active' : ''}`
          }
        >
          {t('pages.nav.leads')}
        </NavLink>
      </PermissionGate>
      <PermissionGate permission="view_test_results">
        <NavLink to={batches} className={classes.link}>
          {t('pages.nav.batches')}
        </NavLink>
        <NavLink to={history} className={classes.link}>
          {t('pages.nav.history')}
        </NavLink>
      </PermissionGate>
      <PermissionGate permission="view_system_metrics">
        <NavLink to={metrics} className={classes.link}>
          {t('pages.nav.metrics')}
        </NavLink>
      </PermissionGate>
      <PermissionGate permissions={ALERT_PERMISSIONS}>
        <NavLink to={alerts} className={classes.link}>
          {t('pages.nav.alerts')}
        </NavLink>
      </PermissionGate>
      <PermissionGate permissions={ADMIN_PERMISSIONS}>
        <NavLink to={admin} className={classes.link}>
          {t('pages.nav.admin')}
        </NavLink>
      </PermissionGate>
    </nav>
  );
};
