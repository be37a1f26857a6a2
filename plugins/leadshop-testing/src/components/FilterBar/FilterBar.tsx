import { ReactNode, useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import Collapse from '@material-ui/core/Collapse';
import { makeStyles } from '@material-ui/core/styles';
import FilterListIcon from '@material-ui/icons/FilterList';
import { useTexts } from '../../translation';
import { SearchField } from '../SearchField';

const useStyles = makeStyles(theme => ({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(2),
  },
  search: { flex: '2 1 220px' },
}));

/** What narrows a list: a search, what is used often, and the rest behind a button. */
export const FilterBar = ({
  label,
  search,
  often,
  seldom,
  seldomSet,
  openAtFirst = false,
  narrowed,
  onClear,
  children,
}: {
  label: string;
  search: {
    id: string;
    label: string;
    value: string;
    onSearch: (text: string) => void;
  };
  /** Filters that are always there. */
  often: ReactNode;
  /** Filters that are there when they are asked for. */
  seldom: ReactNode;
  /** How many of these are set. */
  seldomSet: number;
  openAtFirst?: boolean;
  narrowed: boolean;
  onClear: () => void;
  /** Below the filters. */
  children?: ReactNode;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const seldomId = useId();
  const [open, setOpen] = useState(openAtFirst);
  return (
    <div role="search" aria-label={label}>
      <div className={classes.row}>
        <SearchField {...search} className={classes.search} />
        {often}
        <Button
          size="small"
          startIcon={<FilterListIcon />}
          aria-expanded={open}
          aria-controls={seldomId}
          onClick={() => setOpen(!open)}
        >
          {seldomSet > 0
            ? t('shared.filters.moreSet', { set: String(seldomSet) })
            : t('shared.filters.more')}
        </Button>
        {narrowed && (
          <Button size="small" onClick={onClear}>
            {t('shared.filters.clear')}
          </Button>
        )}
      </div>
      <div id={seldomId}>
        <Collapse in={open} mountOnEnter unmountOnExit>
          {seldom}
        </Collapse>
      </div>
      {children}
    </div>
  );
};
