import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import { useTexts } from '../../../translation';
import { STATUS_ICON, statusColor } from '../../StatusLabel';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    whiteSpace: 'nowrap',
    // On one line with text beside it: the icon's foot is no baseline
    verticalAlign: 'bottom',
  },
  icon: { fontSize: '1.2em' },
}));

/** Whether something holds; yes is good. */
export const YesNo = ({ yes }: { yes: boolean }) => {
  const classes = useStyles();
  const theme: Theme = useTheme();
  const t = useTexts();
  const status = yes ? 'success' : 'error';
  const Icon = STATUS_ICON[status];
  return (
    <span className={classes.root}>
      <Icon
        aria-hidden
        className={classes.icon}
        style={{ color: statusColor(theme, status) }}
      />
      {yes ? t('evidence.yes') : t('evidence.no')}
    </span>
  );
};
