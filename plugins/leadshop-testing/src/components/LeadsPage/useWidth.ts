import { RefObject, useLayoutEffect, useState } from 'react';

/**
 * The width of an element in pixels, kept up to date. The portal's sidebar takes
 * some of the window, so the window does not say how much room there is.
 */
export function useWidth(element: RefObject<HTMLElement>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) {
      return undefined;
    }
    const read = () => setWidth(current.offsetWidth);
    read();
    const observer = new ResizeObserver(read);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
