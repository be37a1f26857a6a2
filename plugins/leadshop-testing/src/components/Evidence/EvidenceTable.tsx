import { Fragment } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import SwapHorizIcon from '@material-ui/icons/SwapHoriz';
import useMeasure from 'react-use/esm/useMeasure';
import { EvidenceValue } from './EvidenceValue';
import { labelOfValue } from './meanings';
import type { TableShape } from './shapes';

/** Browsers round widths differently. */
const SUBPIXEL = 1;

const useStyles = makeStyles(theme => ({
  scroll: {
    overflowX: 'auto',
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
  },
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    fontSize: theme.typography.pxToRem(13),
    '& th, & td': {
      padding: theme.spacing(0.75, 1),
      textAlign: 'left',
      verticalAlign: 'top',
    },
    '& th': {
      verticalAlign: 'bottom',
      fontWeight: 600,
      color: theme.palette.text.secondary,
    },
    '& td': { minWidth: 56, maxWidth: 360 },
    // Words stay whole here; what is too wide is scrolled.
    '& td *': { overflowWrap: 'break-word' },
    // Addresses have no words
    '& td a': { overflowWrap: 'anywhere' },
    '& tbody td': { borderTop: `1px solid ${theme.palette.divider}` },
    '& tbody td$prose': { borderTop: 0, paddingTop: 0, maxWidth: 'none' },
  },
  prose: { color: theme.palette.text.secondary },
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

/**
 * Records as a table; long texts stand below their row. A table that is wider
 * than its place says so and scrolls, with the keyboard too.
 */
export const EvidenceTable = ({
  path,
  table,
}: {
  path: readonly string[];
  table: TableShape;
}) => {
  const classes = useStyles();
  const { rows, columns, prose } = table;
  const name = labelOfValue(path.filter(part => part !== '*').pop() ?? 'Table');
  const [place, { width: room }] = useMeasure<HTMLDivElement>();
  const [content, { width }] = useMeasure<HTMLTableElement>();
  const scrolls = width > room + SUBPIXEL;
  const scrolling = scrolls
    ? { role: 'region', 'aria-label': `${name}, scrolls sideways`, tabIndex: 0 }
    : {};
  return (
    <>
      {scrolls && (
        <div className={classes.hint}>
          <SwapHorizIcon className={classes.hintIcon} aria-hidden />
          Scroll the table sideways to see all columns
        </div>
      )}
      <div ref={place} className={classes.scroll} {...scrolling}>
        <table ref={content} className={classes.table} aria-label={name}>
          <thead>
            <tr>
              {columns.map(column => (
                <th key={column} scope="col">
                  {labelOfValue(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <Fragment key={index}>
                <tr>
                  {columns.map(column => (
                    <td key={column}>
                      <EvidenceValue
                        path={[...path, column]}
                        value={row[column]}
                      />
                    </td>
                  ))}
                </tr>
                {prose
                  .filter(column => row[column])
                  .map(column => (
                    <tr key={column}>
                      <td className={classes.prose} colSpan={columns.length}>
                        {labelOfValue(column)}:{' '}
                        <EvidenceValue
                          path={[...path, column]}
                          value={row[column]}
                        />
                      </td>
                    </tr>
                  ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
};
