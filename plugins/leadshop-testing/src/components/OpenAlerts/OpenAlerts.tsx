import { useCallback } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { Link } from '@backstage/core-components';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import type { Alert as RaisedAlert } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, Page, problemText } from '../../api';
import { useRefreshed, useReloadOn } from '../../live';
import { alertsRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { userName } from '../../words';
import { RelativeTime } from '../RelativeTime';
import { StatusLabel, statusColor } from '../StatusLabel';

/** The page of alerts shows the others. */
const SHOWN = 3;
/** The live link tells of changes; this is for what it missed. */
const REFRESH_EVERY_MS = 60_000;

const useStyles = makeStyles(theme => ({
  root: {
    marginBottom: theme.spacing(3),
    padding: theme.spacing(1, 2),
    border: `1px solid ${theme.palette.divider}`,
    borderLeft: '4px solid',
    borderRadius: theme.shape.borderRadius * 2,
    backgroundColor: theme.palette.background.paper,
  },
  heading: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
  },
  title: { margin: 0, fontSize: theme.typography.pxToRem(14), fontWeight: 600 },
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0, 1.5),
    padding: theme.spacing(0.5, 0),
    fontSize: theme.typography.pxToRem(14),
  },
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
  small: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
  error: { marginBottom: theme.spacing(3) },
}));

const OpenList = ({ of: { items, total } }: { of: Page<RaisedAlert> }) => {
  const classes = useStyles();
  const theme: Theme = useTheme();
  const t = useTexts();
  const alerts = useRouteRef(alertsRouteRef)();
  const count = t('alerts.open.count', { count: total });
  return (
    <section
      className={classes.root}
      style={{ borderLeftColor: statusColor(theme, items[0].severity) }}
      aria-label={t('alerts.open.title')}
    >
      <div className={classes.heading}>
        <h3 className={classes.title}>{count}</h3>
        <Link to={`${alerts}/raised`}>{t('alerts.open.all')}</Link>
      </div>
      <ul className={classes.list}>
        {items.slice(0, SHOWN).map(alert => (
          <li key={alert.id} className={classes.item}>
            <StatusLabel
              status={alert.severity}
              text={t(`alerts.severity.${alert.severity}`)}
            />
            <span className={classes.name}>
              {t('alerts.open.line', {
                rule: alert.rule_name,
                subject: alert.subject.title,
              })}
            </span>
            <span className={classes.small}>
              <RelativeTime at={alert.raised_at} />
              {alert.acknowledged && (
                <>
                  {' · '}
                  {t('alerts.open.taken', {
                    name: userName(alert.acknowledged.by),
                  })}
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};

/** What is wrong now, at most a few, with the way to the rest; nothing when all is well. */
export const OpenAlerts = () => {
  const classes = useStyles();
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const { value, error, reload } = useRefreshed(
    useCallback(() => api.alerts.list({ status: 'open', limit: SHOWN }), [api]),
    REFRESH_EVERY_MS,
  );
  useReloadOn('alert_update', reload);
  return (
    // There from the start: screen readers speak what changes inside
    <div role="status">
      {error && (
        <Alert
          severity="error"
          className={classes.error}
          action={
            <Button color="inherit" size="small" onClick={reload}>
              {t('words.retry')}
            </Button>
          }
        >
          {t('alerts.open.failed', { reason: problemText(t, error) })}
        </Alert>
      )}
      {value && value.items.length > 0 && <OpenList of={value} />}
    </div>
  );
};
