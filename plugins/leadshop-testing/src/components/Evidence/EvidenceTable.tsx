import { Fragment } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { EvidenceValue } from './EvidenceValue';
import { labelOf } from './labels';
import type { TableShape } from './shapes';

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
      whiteSpace: 'nowrap',
      fontWeight: 600,
      color: theme.palette.text.secondary,
    },
    '& td': { minWidth: 72, maxWidth: 360 },
    // Words stay whole here; what is too wide is scrolled.
    '& td *': { overflowWrap: 'break-word' },
    '& tbody td': { borderTop: `1px solid ${theme.palette.divider}` },
    '& tbody td$prose': { borderTop: 0, paddingTop: 0, maxWidth: 'none' },
  },
  prose: { color: theme.palette.text.secondary },
}));

/** Records as a table; long texts stand below their row. */
export const EvidenceTable = ({
  path,
  table,
}: {
  path: readonly string[];
  table: TableShape;
}) => {
  const classes = useStyles();
  const { rows, columns, prose } = table;
  const name = path.filter(part => part !== '*').pop() ?? 'Table';
  return (
    <div
      className={classes.scroll}
      role="region"
      aria-label={labelOf(name)}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a wide table is scrolled with the keyboard too
      tabIndex={0}
    >
      <table className={classes.table}>
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column} scope="col">
                {labelOf(column)}
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
                      {labelOf(column)}:{' '}
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
  );
};
