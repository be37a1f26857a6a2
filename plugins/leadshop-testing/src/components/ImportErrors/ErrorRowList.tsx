import { useEffect, useRef } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useVirtualizer } from '@tanstack/react-virtual';
import { problemText } from '../../api';
import { useTexts } from '../../translation';
import type { CorrectionBook } from './corrections';
import { ErrorRow } from './ErrorRow';
import { ErrorFilter, useErrorRows } from './useErrorRows';

/** Before a row is drawn; afterwards its own height counts. */
const USUAL_HEIGHT_PX = 92;
/** The next rows are fetched when this many or fewer are left below. */
const FETCH_AHEAD = 40;

/** What scrolls has to be reached by the keyboard. */
const REACHABLE = { role: 'region', tabIndex: 0 } as const;

const useStyles = makeStyles(theme => ({
  place: {
    maxHeight: 440,
    overflowY: 'auto',
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
  },
  list: { position: 'relative', margin: 0, padding: 0, listStyle: 'none' },
  row: {
    position: 'absolute',
    top: 0,
    left: 0,
    width: '100%',
    borderBottom: `1px solid ${theme.palette.divider}`,
  },
  note: { padding: theme.spacing(2), margin: 0 },
}));

/** Rows with problems, as many as there may be. */
export const ErrorRowList = ({
  importId,
  filter,
  book,
}: {
  importId: string;
  filter: ErrorFilter;
  book?: CorrectionBook;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { rows, ended, loading, error, more } = useErrorRows(importId, filter);
  const place = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => USUAL_HEIGHT_PX,
    getItemKey: index => rows[index].row,
    overscan: 5,
  });
  const drawn = virtual.getVirtualItems();
  const last = drawn[drawn.length - 1]?.index ?? 0;
  const wanted =
    !ended && !loading && !error && last >= rows.length - FETCH_AHEAD;

  useEffect(() => {
    if (wanted && rows.length > 0) {
      more();
    }
  }, [wanted, rows.length, more]);

  return (
    <>
      {error && (
        <Alert
          severity="error"
          action={
            <Button color="inherit" size="small" onClick={more}>
              {t('words.retry')}
            </Button>
          }
        >
          {problemText(t, error)}
        </Alert>
      )}
      <div
        ref={place}
        className={classes.place}
        aria-busy={loading}
        aria-label={t('imports.errors.rows')}
        {...REACHABLE}
      >
        <ul className={classes.list} style={{ height: virtual.getTotalSize() }}>
          {drawn.map(({ key, index, start }) => (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={classes.row}
              style={{ transform: `translateY(${start}px)` }}
              aria-posinset={index + 1}
              aria-setsize={ended ? rows.length : -1}
            >
              <ErrorRow error={rows[index]} book={book} />
            </li>
          ))}
        </ul>
        {loading && (
          <Typography className={classes.note} color="textSecondary">
            {t('imports.errors.loading')}
          </Typography>
        )}
        {ended && rows.length === 0 && (
          <Typography className={classes.note} color="textSecondary">
            {t('imports.errors.none')}
          </Typography>
        )}
      </div>
    </>
  );
};
