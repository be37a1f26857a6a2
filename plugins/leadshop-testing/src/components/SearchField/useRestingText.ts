import { useEffect, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';

/** Typing rests this long before the list is asked for. */
const TYPING_MS = 300;

/** Text that is handed on when typing rests. */
export function useRestingText(value: string, onRest: (text: string) => void) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useDebounce(() => text !== value && onRest(text), TYPING_MS, [text]);
  return [text, setText] as const;
}
