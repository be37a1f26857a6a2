import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import type { PipelineHealth } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { StatusLabel, statusColor } from '../StatusLabel';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    padding: theme.spacing(0.5, 1.5),
    borderRadius: 999,
    border: '1px solid',
    fontSize: theme.typography.pxToRem(14),
    fontWeight: 600,
    backgroundColor: theme.palette.background.paper,
  },
}));

/** The health of the whole pipeline: icon, colour and word. */
export const HealthIndicator = ({ health }: { health: PipelineHealth }) => {
  const classes = useStyles();
  const t = useTexts();
  const theme: Theme = useTheme();
  return (
    <Tooltip title={t(`words.healthHelp.${health}`)}>
      <span
        className={classes.root}
        style={{ borderColor: statusColor(theme, health) }}
        role="group"
        aria-label={t('shared.health', {
          health: t(`words.health.${health}`),
        })}
      >
        <StatusLabel status={health} text={t(`words.health.${health}`)} />
      </span>
    </Tooltip>
  );
};
