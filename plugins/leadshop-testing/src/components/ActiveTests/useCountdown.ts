import { useEffect, useRef } from 'react';

/** Calls back once when the time is up; the time stands still while held. */
export function useCountdown(
  millis: number,
  held: boolean,
  onEnd: () => void,
): void {
  const left = useRef(millis);
  const latest = useRef(onEnd);
  latest.current = onEnd;
  useEffect(() => {
    if (held) {
      return undefined;
    }
    const since = Date.now();
    const timer = setTimeout(() => latest.current(), left.current);
    return () => {
      clearTimeout(timer);
      left.current -= Date.now() - since;
    };
  }, [held]);
}
