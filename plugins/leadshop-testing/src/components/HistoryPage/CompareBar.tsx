import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import CompareArrowsIcon from '@material-ui/icons/CompareArrows';
import { LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { compareRouteRef } from '../../routes';
import { useTexts } from '../../translation';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
    padding: theme.spacing(1, 2),
    borderTop: `1px solid ${theme.palette.divider}`,
    backgroundColor: theme.palette.action.selected,
  },
  text: { flex: '1 1 auto' },
}));

/** What becomes of the tests that are selected. */
export const CompareBar = ({
  ids,
  onClear,
}: {
  /** One or two, the older one first. */
  ids: readonly string[];
  onClear: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const compareLink = useRouteRef(compareRouteRef);
  const [a, b] = ids;
  return (
    <div className={classes.root}>
      <span className={classes.text} role="status">
        {b ? t('history.compare.two') : t('history.compare.one')}
      </span>
      <Button size="small" onClick={onClear}>
        {t('history.compare.clear')}
      </Button>
      {b && (
        <LinkButton
          size="small"
          color="primary"
          variant="contained"
          startIcon={<CompareArrowsIcon />}
          to={`${compareLink()}?${new URLSearchParams({ a, b })}`}
        >
          {t('history.compare.go')}
        </LinkButton>
      )}
    </div>
  );
};
