import { Fragment } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { useTexts } from '../../translation';
import { SidewaysScroll } from '../SidewaysScroll';
import { EvidenceValue } from './EvidenceValue';
import { labelOfValue } from './meanings';
import type { JsonRecord, TableShape } from './shapes';

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
}));

/**
 * The value of a cell. A number that the row's text states is written as it is
 * there: a year has no separators.
 */
function cellOf(row: JsonRecord, column: string): unknown {
  const { [column]: value, text } = row;
  return typeof value === 'number' &&
    typeof text === 'string' &&
    new RegExp(`\\b${value}\\b`).test(text)
    ? String(value)
    : value;
}

/** Records as a table; long texts stand below their row. */
export const EvidenceTable = ({
  path,
  table,
}: {
  path: readonly string[];
  table: TableShape;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { rows, columns, prose } = table;
  const last = path.filter(part => part !== '*').pop();
  const name = last === undefined ? t('evidence.table') : labelOfValue(t, last);
  return (
    <SidewaysScroll name={name}>
      {content => (
        <table ref={content} className={classes.table} aria-label={name}>
          <thead>
            <tr>
              {columns.map(column => (
                <th key={column} scope="col">
                  {labelOfValue(t, column)}
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
                        value={cellOf(row, column)}
                      />
                    </td>
                  ))}
                </tr>
                {prose
                  .filter(column => row[column])
                  .map(column => (
                    <tr key={column}>
                      <td className={classes.prose} colSpan={columns.length}>
                        {labelOfValue(t, column)}:{' '}
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
      )}
    </SidewaysScroll>
  );
};
