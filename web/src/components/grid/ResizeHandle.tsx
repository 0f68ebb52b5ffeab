import type { PointerEvent } from 'react';
import styles from '@/components/grid/DataGrid.module.css';

/** Drags the right edge of a column. */
export function ResizeHandle({ width, onResize }: { width: number; onResize: (width: number) => void }) {
  const start = (event: PointerEvent<HTMLDivElement>) => {
    event.preventDefault();
    const from = event.clientX;
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const move = (moving: globalThis.PointerEvent) => onResize(width + moving.clientX - from);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', () => handle.removeEventListener('pointermove', move), {
      once: true,
    });
  };
  return <div className={styles.resize} onPointerDown={start} aria-hidden />;
}
