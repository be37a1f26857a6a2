import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import ArrowDownwardIcon from '@material-ui/icons/ArrowDownward';
import ArrowUpwardIcon from '@material-ui/icons/ArrowUpward';
import RemoveIcon from '@material-ui/icons/Remove';
import { useTexts } from '../../translation';
import { AnyStatus, statusColor } from '../StatusLabel';
import { Change } from './change';

const ICON = {
  up: ArrowUpwardIcon,
  down: ArrowDownwardIcon,
  same: RemoveIcon,
};

const LOOK: Record<'better' | 'worse' | 'neither', AnyStatus> = {
  better: 'success',
  worse: 'failed',
  neither: 'unknown',
};

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(0.5),
    fontSize: theme.typography.pxToRem(13),
  },
  icon: { fontSize: 16, marginTop: 2, flexShrink: 0 },
}));

/** How a figure moved: an arrow, and in words whether that is better. */
export const ChangeNote = ({
  change,
  up,
  down,
}: {
  /** Undefined when there was nothing before. */
  change: Change | undefined;
  /** What a move upwards is called. */
  up: (amount: number) => string;
  down: (amount: number) => string;
}) => {
  const classes = useStyles();
  const theme: Theme = useTheme();
  const t = useTexts();
  if (!change) {
    return (
      <span className={classes.root}>{t('dashboard.change.unknown')}</span>
    );
  }
  const { direction, amount, judgement } = change;
  const Icon = ICON[direction];
  let text: string = t('dashboard.change.same');
  if (direction !== 'same') {
    const moved = direction === 'up' ? up(amount) : down(amount);
    text = judgement
      ? t(`dashboard.change.${judgement}`, { change: moved })
      : moved;
  }
  return (
    <span className={classes.root}>
      <Icon
        aria-hidden
        className={classes.icon}
        style={{ color: statusColor(theme, LOOK[judgement ?? 'neither']) }}
      />
      <span>{text}</span>
    </span>
  );
};
