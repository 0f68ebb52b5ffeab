import { type RefObject, useEffect, useRef, useState } from 'react';

/** The width of an element in pixels as it changes, `initial` before it is drawn. */
export function useWidth<Kind extends HTMLElement>(initial: number): [RefObject<Kind | null>, number] {
  const ref = useRef<Kind>(null);
  const [width, setWidth] = useState(initial);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(320, Math.floor(entry.contentRect.width)));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
