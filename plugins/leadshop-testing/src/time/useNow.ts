import { useEffect, useState } from 'react';

/** The present moment, which moves on every `every` ms while `ticking`. */
export function useNow(every: number, ticking: boolean = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) {
      return undefined;
    }
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every, ticking]);
  return now;
}
