import { ReactNode, Ref } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import SwapHorizIcon from '@material-ui/icons/SwapHoriz';
import useMeasure from 'react-use/esm/useMeasure';
import { useTexts } from '../../translation';

/** Browsers round widths differently. */
const SUBPIXEL = 1;

const useStyles = makeStyles(theme => ({
  framed: {
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
  },
  flushHint: { margin: theme.spacing(1, 2, 0) },
  scroll: {
    overflowX: 'auto',
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
  },
  hint: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    marginBottom: theme.spacing(0.5),
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
  hintIcon: { fontSize: 16 },
}));

/** A table that is wider than its place says so and scrolls, with the keyboard too. */
export const SidewaysScroll = ({
  name,
  flush = false,
  children,
}: {
  /** What the table is called. */
  name: string;
  /** It fills a panel to its borders and has no frame of its own. */
  flush?: boolean;
  /** The table, with the reference that measures it. */
  children: (table: Ref<HTMLTableElement>) => ReactNode;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const [place, { width: room }] = useMeasure<HTMLDivElement>();
  const [content, { width }] = useMeasure<HTMLTableElement>();
  const scrolls = width > room + SUBPIXEL;
  const scrolling = scrolls
    ? {
        role: 'region',
        'aria-label': t('shared.sideways.name', { name }),
        tabIndex: 0,
      }
    : {};
  return (
    <>
      {scrolls && (
        <div className={`${classes.hint} ${flush ? classes.flushHint : ''}`}>
          <SwapHorizIcon className={classes.hintIcon} aria-hidden />
          {t('shared.sideways.hint')}
        </div>
      )}
      <div
        ref={place}
        className={`${classes.scroll} ${flush ? '' : classes.framed}`}
        {...scrolling}
      >
        {children(content)}
      </div>
    </>
  );
};
