import { useEffect } from 'react';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/** Calls back when `r` is pressed outside of fields and dialogs. */
export function useRunKey(onRun: () => void, enabled: boolean): void {
  useEffect(() => {
    if (!enabled) {
      return undefined;
    }
    const onKey = (event: KeyboardEvent) => {
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (
        event.key === 'r' &&
        plain &&
        !event.defaultPrevented &&
        !isTyping(event.target) &&
        !document.querySelector('[role="dialog"]')
      ) {
        event.preventDefault();
        onRun();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [onRun, enabled]);
}
