import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import PlayArrowIcon from '@material-ui/icons/PlayArrow';
import { useFormats } from '../../formats';
import { PermissionGate } from '../../permissions';
import { useTexts } from '../../translation';
import { totalText } from '../../words';
import type { Selection } from './useSelection';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(1, 2),
    borderTop: `1px solid ${theme.palette.divider}`,
  },
  count: {
    flex: '1 1 200px',
    fontSize: theme.typography.pxToRem(14),
    [theme.breakpoints.down('xs')]: { flexBasis: '100%' },
  },
}));

/** Says how much is selected, and what can be done with it. */
export const SelectionBar = ({
  selection,
  total,
  busy,
  onTest,
  onEdit,
  onErase,
}: {
  selection: Selection;
  total: number;
  /** Tests are being started. */
  busy: boolean;
  onTest: () => void;
  onEdit: () => void;
  onErase: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { number } = useFormats();
  const { all, count, selectAll, clear } = selection;
  const none = count === 0;
  const selected = all ? totalText(t, count) : number(count);
  return (
    <div
      className={classes.root}
      role="toolbar"
      aria-label={t('leads.selection.bar')}
    >
      <Typography
        component="span"
        className={classes.count}
        role="status"
        aria-live="polite"
      >
        {t('leads.selection.count', { selected, total: totalText(t, total) })}
      </Typography>
      <Button size="small" onClick={selectAll} disabled={all || total === 0}>
        {t('leads.selection.all')}
      </Button>
      <Button size="small" onClick={clear} disabled={none}>
        {t('leads.selection.clear')}
      </Button>
      <PermissionGate permission="manage_leads">
        <Button size="small" onClick={onEdit} disabled={none}>
          {t('leads.selection.edit')}
        </Button>
        <Button size="small" onClick={onErase} disabled={none}>
          {t('leads.selection.erase')}
        </Button>
      </PermissionGate>
      <PermissionGate permission="run_pipeline_tests">
        <Button
          size="small"
          variant="contained"
          color="primary"
          startIcon={<PlayArrowIcon />}
          onClick={onTest}
          disabled={none || busy}
        >
          {t('leads.selection.test', { selected })}
        </Button>
      </PermissionGate>
    </div>
  );
};
