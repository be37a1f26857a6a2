import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import ChevronLeftIcon from '@material-ui/icons/ChevronLeft';
import ChevronRightIcon from '@material-ui/icons/ChevronRight';
import type { Page } from '../../api';
import type { useCursorTrail } from './useCursorTrail';

/** Beyond this the server stops counting. */
const COUNTED = 10_000;

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

function rangeText(
  first: number,
  shown: number,
  { total, exact }: { total: number; exact: boolean },
): string {
  const more = !exact && total >= COUNTED;
  const all = `${total.toLocaleString()}${more ? ' or more' : ''}`;
  const last = first + shown - 1;
  return `${first.toLocaleString()}–${last.toLocaleString()} of ${all}`;
}

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
  const { items, total, nextCursor } = page;
  return (
    <div className={classes.root}>
      <Typography component="span" className={classes.range} aria-live="polite">
        {rangeText((trail.pageNumber - 1) * pageSize + 1, items.length, {
          total,
          exact,
        })}
      </Typography>
      <Button
        size="small"
        startIcon={<ChevronLeftIcon />}
        disabled={trail.pageNumber === 1}
        onClick={trail.previous}
      >
        Previous
      </Button>
      <Button
        size="small"
        endIcon={<ChevronRightIcon />}
        disabled={nextCursor === undefined}
        onClick={() => nextCursor !== undefined && trail.next(nextCursor)}
      >
        Next
      </Button>
    </div>
  );
};
