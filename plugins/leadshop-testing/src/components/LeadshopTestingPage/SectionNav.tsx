import { makeStyles } from '@material-ui/core/styles';
import { NavLink, useMatch } from 'react-router-dom';
import { useRouteRef } from '@backstage/core-plugin-api';
import { PermissionGate } from '../../permissions';
import {
  batchesRouteRef,
  historyRouteRef,
  importsRouteRef,
  leadsRouteRef,
  metricsRouteRef,
  rootRouteRef,
} from '../../routes';
import { useTexts } from '../../translation';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    gap: theme.spacing(3),
    marginBottom: theme.spacing(3),
    overflowX: 'auto',
    borderBottom: `1px solid ${theme.palette.divider}`,
  },
  link: {
    whiteSpace: 'nowrap',
    padding: theme.spacing(1, 0),
    marginBottom: -1,
    color: theme.palette.text.secondary,
    fontWeight: 600,
    textDecoration: 'none',
    borderBottom: '2px solid transparent',
    '&:hover': { color: theme.palette.text.primary },
    '&.active': {
      color: theme.palette.text.primary,
      borderBottomColor: theme.palette.primary.main,
    },
  },
}));

/** Leads from page to page. */
export const SectionNav = () => {
  const classes = useStyles();
  const t = useTexts();
  const root = useRouteRef(rootRouteRef)();
  const leads = useRouteRef(leadsRouteRef)();
  // Imports are reached from the leads and have no entry of their own
  const atImports = useMatch(`${useRouteRef(importsRouteRef)()}/*`) !== null;
  const batches = useRouteRef(batchesRouteRef)();
  const history = useRouteRef(historyRouteRef)();
  const metrics = useRouteRef(metricsRouteRef)();
  return (
    <nav className={classes.root} aria-label={t('pages.nav.label')}>
      <NavLink to={root} end className={classes.link}>
        {t('pages.nav.dashboard')}
      </NavLink>
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
      <NavLink to={batches} className={classes.link}>
        {t('pages.nav.batches')}
      </NavLink>
      <NavLink to={history} className={classes.link}>
        {t('pages.nav.history')}
      </NavLink>
      <PermissionGate permission="view_system_metrics">
        <NavLink to={metrics} className={classes.link}>
          {t('pages.nav.metrics')}
        </NavLink>
      </PermissionGate>
    </nav>
  );
};
