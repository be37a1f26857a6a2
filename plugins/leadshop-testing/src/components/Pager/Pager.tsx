import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import ChevronLeftIcon from '@material-ui/icons/ChevronLeft';
import ChevronRightIcon from '@material-ui/icons/ChevronRight';
import type { Page } from '../../api';
import { useTexts } from '../../translation';
import { COUNTED } from '../../words';
import type { useCursorTrail } from './useCursorTrail';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'flex-end',
    gap: theme.spacing(1),
    padding: theme.spacing(1, 2),
    borderTop: `1px solid ${theme.palette.divider}`,
  },
  range: {
    flex: '1 1 auto',
    fontSize: theme.typography.pxToRem(13),
    color: theme.palette.text.secondary,
  },
}));

/** Says which part of a list is shown, and turns its pages. */
export const Pager = ({
  page,
  pageSize,
  trail,
  exact = false,
}: {
  page: Page<unknown>;
  pageSize: number;
  trail: ReturnType<typeof useCursorTrail>;
  /** The total is known however large it is. */
  exact?: boolean;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { items, total, nextCursor } = page;
  const before = (trail.pageNumber - 1) * pageSize;
  const more = !exact && total >= COUNTED;
  return (
    <div className={classes.root}>
      <Typography component="span" className={classes.range} aria-live="polite">
        {t(more ? 'shared.pager.rangeOrMore' : 'shared.pager.range', {
          first: before + 1,
          last: before + items.length,
          total,
        })}
      </Typography>
      <Button
        size="small"
        startIcon={<ChevronLeftIcon />}
        disabled={trail.pageNumber === 1}
        onClick={trail.previous}
      >
        {t('shared.pager.previous')}
      </Button>
      <Button
        size="small"
        endIcon={<ChevronRightIcon />}
        disabled={nextCursor === undefined}
        onClick={() => nextCursor !== undefined && trail.next(nextCursor)}
      >
        {t('shared.pager.next')}
      </Button>
    </div>
  );
};
