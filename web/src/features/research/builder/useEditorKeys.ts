import { useEffect, useRef } from 'react';

interface Actions {
  undo: () => void;
  redo: () => void;
  save: () => void;
}

/** Ctrl or ⌘ with Z, Shift+Z, Y and S. While one types in a field, undoing is the field's own. */
export function useEditorKeys(actions: Actions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      const types =
        event.target instanceof HTMLElement && ['INPUT', 'TEXTAREA'].includes(event.target.tagName);
      const act =
        key === 's'
          ? latest.current.save
          : types
            ? undefined
            : key === 'z'
              ? event.shiftKey
                ? latest.current.redo
                : latest.current.undo
              : key === 'y'
                ? latest.current.redo
                : undefined;
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
