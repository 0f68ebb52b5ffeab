import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { PAGES } from '@/app/menu';

/** Milliseconds in which the letter must follow `g`. */
const PATIENCE = 1200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/** ⌘K or Ctrl+K, `?`, `/` and `g` + letter, everywhere in the shell. */
export function useShortcuts(openPalette: () => void, openHelp: () => void): void {
  const navigate = useNavigate();
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        openPalette();
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '?') {
        openHelp();
      } else if (event.key === '/') {
        // The page marks its own search field; without one the palette searches everything.
        const field = document.querySelector<HTMLElement>('[data-search-here]');
        event.preventDefault();
        if (field) field.focus();
        else openPalette();
      } else if (event.key === 'g') {
        wentAt = event.timeStamp;
      } else if (event.timeStamp - wentAt < PATIENCE) {
        wentAt = Number.NEGATIVE_INFINITY;
        const page = PAGES.find(({ letter }) => letter === event.key);
        if (page) void navigate({ to: page.to });
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate, openPalette, openHelp]);
}
