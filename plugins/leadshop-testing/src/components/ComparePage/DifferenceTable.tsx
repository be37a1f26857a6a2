import { makeStyles, Theme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import type { Difference } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { DifferenceValue } from './DifferenceValue';
import { fieldText } from './fieldText';
import { Judgement } from './Judgement';

const useStyles = makeStyles(theme => ({
  table: {
    width: '100%',
    tableLayout: 'fixed',
    borderCollapse: 'collapse',
    fontSize: theme.typography.pxToRem(14),
    '& th, & td': {
      padding: theme.spacing(1, 2),
      textAlign: 'left',
      verticalAlign: 'top',
      overflowWrap: 'anywhere',
    },
    '& tbody th': { fontWeight: 400 },
    '& thead th': {
      fontSize: theme.typography.pxToRem(12),
      fontWeight: 600,
      color: theme.palette.text.secondary,
    },
    '& tbody tr': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  list: {
    margin: 0,
    padding: 0,
    listStyle: 'none',
    fontSize: theme.typography.pxToRem(14),
  },
  item: {
    padding: theme.spacing(1.5, 2),
    borderTop: `1px solid ${theme.palette.divider}`,
    overflowWrap: 'anywhere',
  },
  sides: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    gap: theme.spacing(0.5, 1.5),
    margin: theme.spacing(0.5, 0),
    '& dt': { color: theme.palette.text.secondary },
    '& dd': { margin: 0 },
  },
}));

/** Currencies of both tests. */
export interface Currencies {
  a: string | null;
  b: string | null;
}

/** What changed, a row for each thing; on narrow screens one below the other. */
export const DifferenceTable = ({
  caption,
  differences,
  currencies,
}: {
  /** What the table holds, for those who cannot see its heading. */
  caption: string;
  differences: readonly Difference[];
  currencies: Currencies;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const narrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('xs'), {
    noSsr: true,
  });
  const value = (difference: Difference, side: 'a' | 'b') => (
    <DifferenceValue
      difference={difference}
      side={side}
      currency={currencies[side]}
    />
  );
  if (narrow) {
    return (
      <ul className={classes.list} aria-label={caption}>
        {differences.map(difference => (
          <li key={difference.field} className={classes.item}>
            <strong>{fieldText(t, difference.field)}</strong>
            <dl className={classes.sides}>
              <dt>{t('compare.columns.a')}</dt>
              <dd>{value(difference, 'a')}</dd>
              <dt>{t('compare.columns.b')}</dt>
              <dd>{value(difference, 'b')}</dd>
            </dl>
            <Judgement difference={difference} currency={currencies.b} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <table className={classes.table} aria-label={caption}>
      <thead>
        <tr>
          {(['field', 'a', 'b', 'change'] as const).map(column => (
            <th key={column} scope="col">
              {t(`compare.columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {differences.map(difference => (
          <tr key={difference.field}>
            <th scope="row">{fieldText(t, difference.field)}</th>
            <td>{value(difference, 'a')}</td>
            <td>{value(difference, 'b')}</td>
            <td>
              <Judgement difference={difference} currency={currencies.b} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
