import { useState } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import { useTexts } from '../../translation';
import { DayField } from '../FilterFields';
import { HistoryNarrowing, Period, PERIODS } from './narrowing';

const CUSTOM = 'custom';

const useStyles = makeStyles({
  field: {
    flex: '0 1 170px',
    minWidth: 150,
  },
});

type Dates = Pick<HistoryNarrowing, 'days' | 'from' | 'to'>;

/** Narrows the list to a period: one up to now, or between two days. */
export const PeriodFilter = ({
  narrowing,
  onNarrow,
}: {
  narrowing: Dates;
  onNarrow: (change: Partial<Dates>) => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { days, from, to } = narrowing;
  const dated = Boolean(from || to);
  const [custom, setCustom] = useState(dated);
  const open = dated || (custom && !days);

  const choose = (value: string) => {
    setCustom(value === CUSTOM);
    if (value !== CUSTOM) {
      onNarrow({ days: value as Period | '', from: '', to: '' });
    } else if (days) {
      onNarrow({ days: '' });
    }
  };
  const day = (name: 'from' | 'to') => (
    <DayField
      id={`leadshop-history-${name}`}
      className={classes.field}
      label={t(`history.filters.${name}`)}
      value={narrowing[name]}
      {...(name === 'from' ? { max: to } : { min: from })}
      onChange={value => onNarrow({ [name]: value })}
    />
  );
  return (
    <>
      <TextField
        id="leadshop-history-period"
        className={classes.field}
        label={t('history.filters.period')}
        select
        value={open ? CUSTOM : days}
        onChange={event => choose(event.target.value)}
        variant="outlined"
        size="small"
        SelectProps={{ native: true }}
        InputLabelProps={{ shrink: true }}
      >
        <option value="">{t('shared.any')}</option>
        {PERIODS.map(period => (
          <option key={period} value={period}>
            {t(`history.filters.periods.${period}`)}
          </option>
        ))}
        <option value={CUSTOM}>{t('history.filters.periods.custom')}</option>
      </TextField>
      {open && day('from')}
      {open && day('to')}
    </>
  );
};
