import { useId } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import ToggleButton from '@material-ui/lab/ToggleButton';
import ToggleButtonGroup from '@material-ui/lab/ToggleButtonGroup';
import {
  alertKindSchema,
  alertSeveritySchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../../translation';
import { ChoiceField } from '../../FilterFields';

/** Whether open alerts, past ones or all are shown. */
export type AlertsShown = 'open' | 'resolved' | 'all';

const SHOWN: readonly AlertsShown[] = ['open', 'resolved', 'all'];

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(2),
  },
  shown: {
    padding: theme.spacing(0.75, 1.5),
    textTransform: 'none',
    whiteSpace: 'nowrap',
    color: theme.palette.text.primary,
    '&.Mui-selected, &.Mui-selected:hover': {
      fontWeight: 700,
      color: theme.palette.text.primary,
      backgroundColor: theme.palette.action.selected,
    },
  },
  field: { flex: '0 1 200px', minWidth: 150 },
}));

/** What narrows the alerts. */
export const AlertFilters = ({
  shown,
  severity,
  kind,
  narrowed,
  onNarrow,
}: {
  shown: AlertsShown;
  /** Empty for any. */
  severity: string;
  /** Empty for any. */
  kind: string;
  narrowed: boolean;
  onNarrow: (changes: Record<string, string>) => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const id = useId();
  return (
    <div
      className={classes.root}
      role="search"
      aria-label={t('alerts.list.filters')}
    >
      <ToggleButtonGroup
        exclusive
        size="small"
        value={shown}
        aria-label={t('alerts.list.status')}
        onChange={(_, status: AlertsShown | null) =>
          status && onNarrow({ status: status === 'open' ? '' : status })
        }
      >
        {SHOWN.map(option => (
          <ToggleButton key={option} value={option} className={classes.shown}>
            {t(`alerts.list.${option}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <ChoiceField
        id={`${id}-severity`}
        label={t('alerts.severityLabel')}
        value={severity}
        options={alertSeveritySchema.options.map(
          option => [option, t(`alerts.severity.${option}`)] as const,
        )}
        className={classes.field}
        onChange={value => onNarrow({ severity: value })}
      />
      <ChoiceField
        id={`${id}-kind`}
        label={t('alerts.kindLabel')}
        value={kind}
        options={alertKindSchema.options.map(
          option => [option, t(`alerts.kind.${option}`)] as const,
        )}
        className={classes.field}
        onChange={value => onNarrow({ kind: value })}
      />
      {narrowed && (
        <Button
          size="small"
          onClick={() => onNarrow({ severity: '', kind: '', rule: '' })}
        >
          {t('shared.filters.clear')}
        </Button>
      )}
    </div>
  );
};
