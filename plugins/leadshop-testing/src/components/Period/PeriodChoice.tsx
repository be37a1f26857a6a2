import { makeStyles } from '@material-ui/core/styles';
import ToggleButton from '@material-ui/lab/ToggleButton';
import ToggleButtonGroup from '@material-ui/lab/ToggleButtonGroup';
import type {
  Metrics,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { periodText } from './periodText';
import { Period, PERIODS } from './usePeriod';

const useStyles = makeStyles(theme => ({
  button: {
    padding: theme.spacing(0.5, 1.25),
    textTransform: 'none',
    whiteSpace: 'nowrap',
    color: theme.palette.text.primary,
    '&.Mui-selected, &.Mui-selected:hover': {
      fontWeight: 700,
      color: theme.palette.text.primary,
      backgroundColor: theme.palette.action.selected,
    },
  },
}));

/** Chooses how far back figures go. */
export const PeriodChoice = ({ period }: { period: Period }) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={period.days}
      aria-label={t('metrics.period.label')}
      onChange={(_, days: number | null) => days && period.chooseDays(days)}
    >
      {PERIODS.map(days => (
        <ToggleButton key={days} value={days} className={classes.button}>
          {periodText(t, days)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
};

/** Chooses between live and sandbox tests, where a period has both. */
export const ModeChoice = ({
  period,
  metrics,
}: {
  period: Period;
  metrics?: Pick<Metrics, 'provider_mode' | 'provider_modes'>;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { number } = useFormats();
  if (!metrics) {
    return null;
  }
  const { live, sandbox } = metrics.provider_modes;
  if (live === 0 || sandbox === 0) {
    return null;
  }
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={period.mode ?? metrics.provider_mode}
      aria-label={t('metrics.period.mode')}
      onChange={(_, mode: ProviderMode | null) =>
        mode && period.chooseMode(mode)
      }
    >
      <ToggleButton value="live" className={classes.button}>
        {t('metrics.period.live', { tests: number(live) })}
      </ToggleButton>
      <ToggleButton value="sandbox" className={classes.button}>
        {t('metrics.period.sandbox', { tests: number(sandbox) })}
      </ToggleButton>
    </ToggleButtonGroup>
  );
};
