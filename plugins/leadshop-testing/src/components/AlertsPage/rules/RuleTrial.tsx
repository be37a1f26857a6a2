import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import HelpOutlineIcon from '@material-ui/icons/HelpOutline';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { useApi } from '@backstage/core-plugin-api';
import type {
  AlertFinding,
  AlertRule,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../../api';
import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import { useListTableStyles } from '../../ListTable';
import { EmptyNote } from '../../Panel';
import { RelativeTime } from '../../RelativeTime';
import { SandboxBadge } from '../../SandboxBadge';
import { SideDrawer } from '../../SideDrawer';
import { AnyStatus, StatusLabel } from '../../StatusLabel';

const LOOK: Record<AlertFinding['state'], AnyStatus> = {
  breach: 'error',
  clear: 'healthy',
  between: 'warning',
  unknown: 'unknown',
};

const useStyles = makeStyles(theme => ({
  finding: { paddingLeft: 0, paddingRight: 0, overflowWrap: 'anywhere' },
  foot: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    marginTop: theme.spacing(2),
  },
}));

const Finding = ({ of }: { of: AlertFinding }) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  return (
    <li className={`${table.item} ${classes.finding}`}>
      <div className={table.itemRow}>
        <strong>{of.subject.title}</strong>
        <SandboxBadge mode={of.subject.provider_mode} />
        <span className={table.grow} />
        <StatusLabel
          status={LOOK[of.state]}
          text={t(`alerts.trial.state.${of.state}`)}
        />
      </div>
      <span>{of.message}</span>
      <span className={table.small}>
        {t(`alerts.trial.would.${of.would}`)}
        {of.since && (
          <>
            {' · '}
            {t('alerts.trial.since', { ago: <RelativeTime at={of.since} /> })}
          </>
        )}
      </span>
    </li>
  );
};

/** What a rule sees now, and what it would do, beside the list of rules. */
export const RuleTrial = ({
  rule,
  onClose,
}: {
  rule: AlertRule;
  onClose: () => void;
}) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const { moment } = useFormats();
  const api = useApi(leadshopTestingApiRef);
  const { value, error, loading, retry } = useAsyncRetry(
    () => api.alerts.testRule(rule.id),
    [api, rule.id],
  );
  return (
    <SideDrawer
      title={t('alerts.trial.title', { name: rule.name })}
      width="narrow"
      loading={loading && !value}
      error={error}
      onRetry={retry}
      onClose={onClose}
    >
      {value && (
        <>
          <Typography variant="body2" color="textSecondary">
            {t('alerts.trial.help')}
          </Typography>
          {value.findings.length > 0 ? (
            <ul className={table.list} aria-busy={loading}>
              {value.findings.map(finding => (
                <Finding key={JSON.stringify(finding.subject)} of={finding} />
              ))}
            </ul>
          ) : (
            <EmptyNote
              icon={HelpOutlineIcon}
              title={t('alerts.trial.emptyTitle')}
            >
              {t('alerts.trial.empty')}
            </EmptyNote>
          )}
          <div className={classes.foot}>
            <span className={table.small} role="status">
              {t('alerts.trial.at', { moment: moment(value.evaluated_at) })}
            </span>
            <Button
              size="small"
              variant="outlined"
              disabled={loading}
              onClick={retry}
            >
              {t('alerts.trial.again')}
            </Button>
          </div>
        </>
      )}
    </SideDrawer>
  );
};
