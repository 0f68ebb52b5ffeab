import type { DragEvent } from 'react';
import { useDrag } from '@/features/research/builder/context';
import { type List, movedInto, standing } from '@/features/research/builder/definition/moving';
import type { Path } from '@/features/research/builder/definition/paths';

/** What is dropped here comes into `group`: at a part of its own kind in that one's place, else at the end. */
export function useDropTarget(place: string, group: Path, beside?: { list: List; at: number }) {
  const { part, over, setOver, move } = useDrag();
  return {
    isOver: over === place,
    onDragOver: (event: DragEvent) => {
      if (!part.current) return;
      event.preventDefault();
      event.stopPropagation();
      if (over !== place) setOver(place);
    },
    onDrop: (event: DragEvent) => {
      const dragged = part.current;
      if (!dragged) return;
      event.preventDefault();
      event.stopPropagation();
      part.current = undefined;
      setOver(undefined);
      const to = beside?.list === standing(dragged).list ? beside.at : undefined;
      move((now) => movedInto(now, dragged, group, to));
    },
  };
}
