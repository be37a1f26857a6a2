import { useEffect, useRef } from 'react';
import InputAdornment from '@material-ui/core/InputAdornment';
import TextField from '@material-ui/core/TextField';
import SearchIcon from '@material-ui/icons/Search';
import { useRestingText } from './useRestingText';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/** The search of a list; `/` leads there. */
export const SearchField = ({
  id,
  label,
  value,
  className,
  onSearch,
}: {
  id: string;
  label: string;
  value: string;
  className?: string;
  onSearch: (text: string) => void;
}) => {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useRestingText(value, onSearch);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key === '/' &&
        !event.ctrlKey &&
        !event.metaKey &&
        !event.altKey &&
        !isTyping(event.target) &&
        !document.querySelector('[role="dialog"]')
      ) {
        event.preventDefault();
        input.current?.focus();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  return (
    <TextField
      id={id}
      className={className}
      label={label}
      value={text}
      onChange={event => setText(event.target.value)}
      variant="outlined"
      size="small"
      inputRef={input}
      inputProps={{ 'aria-keyshortcuts': '/', maxLength: 200 }}
      InputProps={{
        startAdornment: (
          <InputAdornment position="start">
            <SearchIcon fontSize="small" />
          </InputAdornment>
        ),
      }}
    />
  );
};
