import { useEffect, useRef } from 'react';

interface Actions {
  go: (by: 1 | -1) => void;
  finish: () => void;
}

/** `[` and `]` for the patient before and after, unless one types; Ctrl or ⌘ with Enter to be done and go on. */
export function useReviewKeys(actions: Actions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
        event.preventDefault();
        latest.current.finish();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const types =
        event.target instanceof HTMLElement &&
        event.target.matches('textarea, select, input:not([type=radio], [type=checkbox])');
      if (types || (event.key !== '[' && event.key !== ']')) return;
      event.preventDefault();
      latest.current.go(event.key === ']' ? 1 : -1);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
