import { KeyboardEvent, RefObject, useEffect, useRef, useState } from 'react';

/** Rows that Page Up and Page Down pass over. */
const PAGE_ROWS = 10;

function target(key: string, from: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return from + 1;
    case 'ArrowUp':
      return from - 1;
    case 'PageDown':
      return from + PAGE_ROWS;
    case 'PageUp':
      return from - PAGE_ROWS;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/**
 * The rows of a grid by keyboard: one row can be reached with Tab, the arrows
 * lead from there to the others, Space ticks, Enter opens.
 */
export function useRowKeys(options: {
  body: RefObject<HTMLElement>;
  count: number;
  /** Brings a row into sight. */
  scrollTo: (index: number) => void;
  onToggle: (index: number) => void;
  onOpen: (index: number) => void;
}) {
  const { body, count, scrollTo, onToggle, onOpen } = options;
  const [chosen, setChosen] = useState(0);
  const focusNext = useRef(false);
  const active = Math.max(0, Math.min(chosen, count - 1));

  // The row may only be there after it was scrolled into sight
  useEffect(() => {
    if (focusNext.current) {
      const row = body.current?.querySelector<HTMLElement>(
        `[data-index="${active}"]`,
      );
      if (row) {
        focusNext.current = false;
        row.focus();
      }
    }
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const onRow =
      event.target instanceof HTMLElement &&
      event.target.getAttribute('role') === 'row';
    if (!onRow || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const to = target(event.key, active, count);
    if (to !== undefined) {
      const row = Math.max(0, Math.min(to, count - 1));
      focusNext.current = true;
      setChosen(row);
      scrollTo(row);
    } else if (event.key === ' ') {
      onToggle(active);
    } else if (event.key === 'Enter') {
      onOpen(active);
    } else {
      return;
    }
    event.preventDefault();
  };

  return {
    /** The row that Tab reaches. */
    active,
    onKeyDown,
    /** To be called when something inside a row gets the focus. */
    onFocus: (event: { target: EventTarget }) => {
      const row =
        event.target instanceof HTMLElement
          ? event.target.closest<HTMLElement>('[data-index]')
          : null;
      if (row) {
        setChosen(Number(row.dataset.index));
      }
    },
  };
}
