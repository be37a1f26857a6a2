import { useEffect, useRef, useState } from 'react';
import Button from '@material-ui/core/Button';
import InputAdornment from '@material-ui/core/InputAdornment';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import SearchIcon from '@material-ui/icons/Search';
import useDebounce from 'react-use/esm/useDebounce';
import { StatusFilter } from '../StatusFilter';
import type { HistoryNarrowing } from './useHistoryState';

/** Typing rests this long before the list is asked for. */
const TYPING_MS = 300;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(2),
    borderBottom: `1px solid ${theme.palette.divider}`,
  },
  search: { flex: '2 1 220px' },
  user: { flex: '1 1 150px' },
}));

/** Text that is handed on when typing rests. */
function useRestingText(value: string, onRest: (text: string) => void) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useDebounce(() => text !== value && onRest(text), TYPING_MS, [text]);
  return [text, setText] as const;
}

/** What narrows the history. */
export const HistoryFilters = ({
  narrowing,
  narrowed,
  onNarrow,
  onClear,
}: {
  narrowing: HistoryNarrowing;
  narrowed: boolean;
  onNarrow: (change: Partial<HistoryNarrowing>) => void;
  onClear: () => void;
}) => {
  const classes = useStyles();
  const search = useRef<HTMLInputElement>(null);
  const [q, setQ] = useRestingText(narrowing.q, text => onNarrow({ q: text }));
  const [user, setUser] = useRestingText(narrowing.user, text =>
    onNarrow({ user: text }),
  );

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement &&
        ['INPUT', 'TEXTAREA'].includes(event.target.tagName);
      if (event.key === '/' && !typing) {
        event.preventDefault();
        search.current?.focus();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  return (
    <div className={classes.root} role="search">
      <TextField
        id="leadshop-history-search"
        className={classes.search}
        label="Business or site"
        value={q}
        onChange={event => setQ(event.target.value)}
        variant="outlined"
        size="small"
        inputRef={search}
        inputProps={{ 'aria-keyshortcuts': '/', maxLength: 200 }}
        InputProps={{
          startAdornment: (
            <InputAdornment position="start">
              <SearchIcon fontSize="small" />
            </InputAdornment>
          ),
        }}
      />
      <TextField
        id="leadshop-history-user"
        className={classes.user}
        label="Started by"
        placeholder="qa-tester"
        value={user}
        onChange={event => setUser(event.target.value)}
        variant="outlined"
        size="small"
        inputProps={{ maxLength: 200 }}
      />
      <StatusFilter
        chosen={narrowing.status}
        onChoose={status => onNarrow({ status })}
      />
      {narrowed && (
        <Button size="small" onClick={onClear}>
          Clear filters
        </Button>
      )}
    </div>
  );
};
