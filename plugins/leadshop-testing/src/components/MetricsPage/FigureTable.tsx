import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { useListTableStyles } from '../ListTable';
import { SidewaysScroll } from '../SidewaysScroll';

const useStyles = makeStyles(theme => ({
  table: {
    '& tbody th': {
      fontSize: theme.typography.pxToRem(14),
      color: theme.palette.text.primary,
      border: 0,
    },
    '& tbody tr + tr th': {
      borderTop: `1px solid ${theme.palette.divider}`,
    },
  },
}));

/** A column of figures, or of words. */
export interface FigureColumn {
  name: string;
  title: string;
  /** Its cells are figures. */
  figures: boolean;
}

/** A table of figures, one row with a heading for each thing. */
export const FigureTable = ({
  caption,
  columns,
  children,
}: {
  caption: string;
  columns: readonly FigureColumn[];
  /** Its rows. */
  children: ReactNode;
}) => {
  const classes = useStyles();
  const table = useListTableStyles();
  return (
    <SidewaysScroll name={caption}>
      {measured => (
        <table
          ref={measured}
          className={`${table.table} ${classes.table}`}
          aria-label={caption}
        >
          <thead>
            <tr>
              {columns.map(({ name, title, figures }) => (
                <th
                  key={name}
                  scope="col"
                  className={figures ? table.number : undefined}
                >
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      )}
    </SidewaysScroll>
  );
};
