import { ReactNode, useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { useTexts } from '../../../translation';
import { SidewaysScroll } from '../../SidewaysScroll';

/** A table longer than this shows its beginning first. */
const FIRST_ROWS = 50;

const useStyles = makeStyles(theme => ({
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    fontSize: theme.typography.pxToRem(13),
    '& th, & td': {
      padding: theme.spacing(0.75, 1),
      textAlign: 'left',
      verticalAlign: 'top',
    },
    '& th': { fontWeight: 600 },
    '& thead th': {
      verticalAlign: 'bottom',
      color: theme.palette.text.secondary,
    },
    '& tbody th': { fontWeight: 500 },
    // Addresses have no words
    '& td a': { overflowWrap: 'anywhere' },
    '& td, & tbody th': {
      minWidth: 56,
      maxWidth: 340,
      // Words stay whole; what is too wide is scrolled
      overflowWrap: 'break-word',
      borderTop: `1px solid ${theme.palette.divider}`,
    },
  },
  number: {
    '&&&': { textAlign: 'right', whiteSpace: 'nowrap' },
    fontVariantNumeric: 'tabular-nums',
  },
  breaks: { '&&&': { minWidth: 120, overflowWrap: 'anywhere' } },
  all: { marginTop: theme.spacing(1) },
}));

/**
 * A column by its name. One of numbers is set to the right; one that breaks
 * holds addresses and the like, which have no words to break at.
 */
export type Column =
  | string
  | { title: string; number: true }
  | { title: string; breaks: true };

const titleOf = (column: Column) =>
  typeof column === 'string' ? column : column.title;

/** Rows with a head; the first column names its row. Long ones open on demand. */
export const Table = ({
  name,
  columns,
  rows,
}: {
  name: string;
  columns: readonly Column[];
  rows: readonly (readonly ReactNode[])[];
}) => {
  const classes = useStyles();
  const t = useTexts();
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, FIRST_ROWS);
  const lookOf = (index: number) => {
    const column = columns[index];
    if (typeof column === 'string') {
      return undefined;
    }
    return 'number' in column ? classes.number : classes.breaks;
  };
  return (
    <>
      <SidewaysScroll name={name}>
        {content => (
          <table ref={content} className={classes.table} aria-label={name}>
            <thead>
              <tr>
                {columns.map((column, index) => (
                  <th
                    key={titleOf(column)}
                    scope="col"
                    className={lookOf(index)}
                  >
                    {titleOf(column)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map(([first, ...cells], row) => (
                <tr key={row}>
                  <th scope="row">{first}</th>
                  {cells.map((cell, index) => (
                    <td key={index} className={lookOf(index + 1)}>
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </SidewaysScroll>
      {rows.length > FIRST_ROWS && (
        <Button
          size="small"
          variant="outlined"
          className={classes.all}
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all
            ? t('evidence.showFewer')
            : t('evidence.showAll', { count: rows.length })}
        </Button>
      )}
    </>
  );
};
