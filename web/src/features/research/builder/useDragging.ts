import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Builder, Dragging } from '@/features/research/builder/context';
import { named, type Path } from '@/features/research/builder/definition/paths';

/** How parts of groups are moved by hand and keyboard, and what a screen reader is told of it. */
export function useDragging(change: Builder['change']): { dragging: Dragging; said: string } {
  const { t } = useTranslation('builder');
  const part = useRef<Path>(undefined);
  const [over, setOver] = useState<string>();
  const [said, setSaid] = useState('');
  const move: Dragging['move'] = (moved) => {
    if (!moved) return setSaid(t('part.notMoved'));
    const [next, path] = moved;
    change(next);
    setSaid(t('part.moved', { place: named(path) }));
    // The part is drawn at its new place by then.
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-handle="${CSS.escape(named(path))}"]`)?.focus(),
    );
  };
  return { dragging: { part, over, setOver, move }, said };
}
