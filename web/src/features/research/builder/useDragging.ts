import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Builder, Dragging } from '@/features/research/builder/context';
import { named, type Path } from '@/features/research/builder/definition/paths';

/** How parts of groups are moved by hand and keyboard, and what a screen reader is told of it. */
export function useDragging(change: Builder['change']): { dragging: Dragging; said: string } {
  const { t } = useTranslation('builder');
  const part = useRef<Path>(undefined);
  const [over, setOver] = useState<string>();
  const [said, setSaid] = useState('');
  const move = useCallback<Dragging['move']>(
    (edit) => {
      let to: Path | undefined;
      change((now) => {
        const moved = edit(now);
        to = moved?.[1];
        return moved?.[0] ?? now;
      });
      if (!to) return setSaid(t('part.notMoved'));
      const place = named(to);
      setSaid(t('part.moved', { place }));
      // The part is drawn at its new place by then.
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>(`[data-handle="${CSS.escape(place)}"]`)?.focus(),
      );
    },
    [change, t],
  );
  const dragging = useMemo(() => ({ part, over, setOver, move }), [over, move]);
  return { dragging, said };
}
