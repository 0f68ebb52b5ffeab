import { useCallback, useState } from 'react';

/** Narrower than this nothing can be read: what does not fit scrolls. */
const LEAST = 320;

/** The width in pixels of whichever element is given the ref, as it changes; `initial` before there is one. */
export function useWidth(initial: number): [(element: HTMLElement | null) => () => void, number] {
  const [width, setWidth] = useState(initial);
  // A function, for the element goes and comes back while a table is shown in its place.
  const ref = useCallback((element: HTMLElement | null) => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0)
        setWidth(Math.max(LEAST, Math.floor(entry.contentRect.width)));
    });
    if (element) observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
