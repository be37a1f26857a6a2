import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import RefreshIcon from '@material-ui/icons/Refresh';
import { useTexts } from '../../translation';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 2),
    borderTop: `1px solid ${theme.palette.divider}`,
    backgroundColor: theme.palette.action.hover,
  },
}));

/** Says how many tests ended since the list was read, and shows them. */
export const NewerNote = ({
  count,
  onShow,
}: {
  count: number;
  onShow: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <div role="status">
      {count > 0 && (
        <div className={classes.root}>
          {t('history.newer.note', { count })}
          <Button
            size="small"
            color="primary"
            startIcon={<RefreshIcon />}
            onClick={onShow}
          >
            {t('history.newer.show')}
          </Button>
        </div>
      )}
    </div>
  );
};
