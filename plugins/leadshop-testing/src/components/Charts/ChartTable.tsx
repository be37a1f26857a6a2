import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { SidewaysScroll } from '../SidewaysScroll';

const useStyles = makeStyles(theme => ({
  tall: { maxHeight: 320, overflowY: 'auto' },
  table: {
    minWidth: '100%',
    borderCollapse: 'collapse',
    fontSize: theme.typography.pxToRem(13),
    fontVariantNumeric: 'tabular-nums',
    '& th, & td': {
      padding: theme.spacing(0.5, 1.5),
      textAlign: 'right',
      whiteSpace: 'nowrap',
    },
    '& th:first-child': { textAlign: 'left' },
    '& thead th': {
      fontWeight: 600,
      color: theme.palette.text.secondary,
      borderBottom: `1px solid ${theme.palette.divider}`,
    },
    '& tbody th': { fontWeight: 400 },
  },
}));

/** The figures of a chart. */
export interface ChartFigures {
  columns: string[];
  /** A cell for each column; the first one names the row. */
  rows: { key: string; cells: ReactNode[] }[];
}

/** The figures of a chart, for those who rather read. */
export const ChartTable = ({
  name,
  figures: { columns, rows },
}: {
  name: string;
  figures: ChartFigures;
}) => {
  const classes = useStyles();
  return (
    <SidewaysScroll name={name}>
      {table => (
        <table ref={table} className={classes.table} aria-label={name}>
          <thead>
            <tr>
              {columns.map(column => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, cells: [first, ...others] }) => (
              <tr key={key}>
                <th scope="row">{first}</th>
                {others.map((cell, index) => (
                  <td key={columns[index + 1]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </SidewaysScroll>
  );
};
