import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import { useTexts } from '../../../translation';
import { STATUS_ICON, statusColor } from '../../StatusLabel';

/** How good a measurement is, in the words of Lighthouse. */
export type GradeName = 'good' | 'fair' | 'poor';

/** The colour and shape that a grade wears. */
export const GRADE_STATUS = {
  good: 'success',
  fair: 'warning',
  poor: 'error',
} as const;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    fontSize: theme.typography.pxToRem(12),
  },
  icon: { flexShrink: 0, fontSize: 16 },
}));

/** How good something is: a shape in its colour, and the word. */
export const Grade = ({ grade }: { grade: GradeName }) => {
  const classes = useStyles();
  const theme: Theme = useTheme();
  const t = useTexts();
  const status = GRADE_STATUS[grade];
  const Icon = STATUS_ICON[status];
  return (
    <span className={classes.root}>
      <Icon
        aria-hidden
        className={classes.icon}
        style={{ color: statusColor(theme, status) }}
      />
      {t(`evidence.grade.${grade}`)}
    </span>
  );
};
