import { FocusEvent, useEffect, useRef, useState } from 'react';

/**
 * Whether somebody is at a card: the pointer or the focus is inside it, or in
 * a dialog that it opened.
 */
export function useAttention(ended: boolean) {
  const card = useRef<HTMLElement>(null);
  const [pointer, setPointer] = useState(false);
  const [focus, setFocus] = useState(false);

  // The button that had the focus may go with the end, and no event says so
  useEffect(() => {
    setFocus(card.current?.contains(document.activeElement) ?? false);
  }, [ended]);

  return {
    attended: pointer || focus,
    listeners: {
      ref: card,
      onPointerEnter: () => setPointer(true),
      onPointerLeave: () => setPointer(false),
      onFocus: () => setFocus(true),
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent) =>
        setFocus(currentTarget.contains(relatedTarget)),
    },
  };
}
