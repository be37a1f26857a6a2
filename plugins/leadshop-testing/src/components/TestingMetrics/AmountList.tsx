import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';

/** Amounts that are shown by name; the rest is summed up. */
const SHOWN = 6;

const useStyles = makeStyles(theme => ({
  heading: {
    margin: theme.spacing(0, 0, 1),
    fontSize: theme.typography.pxToRem(13),
    fontWeight: 600,
    color: theme.palette.text.secondary,
  },
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: { fontSize: theme.typography.pxToRem(14), '& + &': { marginTop: 8 } },
  row: {
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    overflowWrap: 'anywhere',
  },
  amount: { fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
  detail: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
  track: {
    height: 6,
    borderRadius: 3,
    overflow: 'hidden',
    backgroundColor: theme.palette.action.hover,
  },
  bar: { height: '100%', backgroundColor: theme.palette.primary.main },
}));

/** An amount of money, and what it belongs to. */
export interface Amount {
  key: string;
  name: ReactNode;
  amount: number;
  detail?: string;
}

/** Amounts, the largest first, each as a part of the largest. */
export const AmountList = ({
  title,
  amounts,
  currency,
}: {
  title: string;
  amounts: Amount[];
  currency: string | null;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { money } = useFormats();
  const sorted = [...amounts].sort((a, b) => b.amount - a.amount);
  const shown = sorted.slice(0, SHOWN);
  const rest = sorted.slice(SHOWN);
  const largest = Math.max(...shown.map(({ amount }) => amount), 1);
  return (
    <div>
      <h4 className={classes.heading}>{title}</h4>
      <ul className={classes.list} aria-label={title}>
        {shown.length === 0 && (
          <li className={classes.detail}>{t('dashboard.revenue.nothing')}</li>
        )}
        {shown.map(({ key, name, amount, detail }) => (
          <li key={key} className={classes.item}>
            <div className={classes.row}>
              <span>{name}</span>
              <span className={classes.amount}>{money(amount, currency)}</span>
            </div>
            <div className={classes.track} aria-hidden>
              <div
                className={classes.bar}
                style={{ width: `${(amount / largest) * 100}%` }}
              />
            </div>
            {detail && <span className={classes.detail}>{detail}</span>}
          </li>
        ))}
        {rest.length > 0 && (
          <li className={`${classes.item} ${classes.detail}`}>
            {t('dashboard.revenue.more', {
              count: rest.length,
              amount: money(
                rest.reduce((sum, { amount }) => sum + amount, 0),
                currency,
              ),
            })}
          </li>
        )}
      </ul>
    </div>
  );
};
