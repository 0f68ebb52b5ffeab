import { type KeyboardEvent, useState } from 'react';
import type { GridPlace } from '@/components/grid/types';

interface Options {
  rows: number;
  columns: number;
  /** Rows that fit on the screen: what Page Down moves by. */
  pageRows: number;
  reveal: (place: GridPlace) => void;
  onEnter: (place: GridPlace) => void;
  onCopy: () => void;
  /** Alt+Enter, as spreadsheets show what a thing is. */
  onAbout: (place: GridPlace) => void;
}

export interface CellRange {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export function rangeOf(a: GridPlace, b: GridPlace): CellRange {
  return {
    top: Math.max(0, Math.min(a.row, b.row)),
    bottom: Math.max(a.row, b.row),
    left: Math.min(a.column, b.column),
    right: Math.max(a.column, b.column),
  };
}

/** Where `key` leads from `from`; undefined for keys that are not the grid's. */
export function moved(
  from: GridPlace,
  key: string,
  whole: boolean,
  size: { rows: number; columns: number; pageRows: number },
): GridPlace | undefined {
  const { row, column } = from;
  const lastRow = size.rows - 1;
  const lastColumn = size.columns - 1;
  const to = (nextRow: number, nextColumn: number) => ({
    row: Math.min(Math.max(nextRow, -1), lastRow),
    column: Math.min(Math.max(nextColumn, 0), lastColumn),
  });
  switch (key) {
    case 'ArrowUp':
      return to(whole ? 0 : row - 1, column);
    case 'ArrowDown':
      return to(whole ? lastRow : row + 1, column);
    case 'ArrowLeft':
      return to(row, whole ? 0 : column - 1);
    case 'ArrowRight':
      return to(row, whole ? lastColumn : column + 1);
    case 'Home':
      return to(whole ? 0 : row, 0);
    case 'End':
      return to(whole ? lastRow : row, lastColumn);
    case 'PageUp':
      return to(Math.max(row - size.pageRows, 0), column);
    case 'PageDown':
      return to(row + size.pageRows, column);
    default:
      return undefined;
  }
}

/** The active cell and the range from its anchor, moved by keys and pointer. */
export function useCursor({ rows, columns, pageRows, reveal, onEnter, onCopy, onAbout }: Options) {
  const [active, setActive] = useState<GridPlace>({ row: -1, column: 0 });
  const [anchor, setAnchor] = useState<GridPlace>(active);
  const inside = (place: GridPlace) => ({
    row: Math.min(place.row, rows - 1),
    column: Math.max(0, Math.min(place.column, columns - 1)),
  });

  const go = (place: GridPlace, extend: boolean) => {
    setActive(place);
    if (!extend) setAnchor(place);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // Keys typed into a header's field or button are its own.
    if (event.target !== event.currentTarget) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === 'c') {
      if (!window.getSelection()?.toString()) {
        event.preventDefault();
        onCopy();
      }
      return;
    }
    if (command && event.key.toLowerCase() === 'a') {
      event.preventDefault();
      setAnchor({ row: 0, column: 0 });
      setActive({ row: rows - 1, column: columns - 1 });
      return;
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      if (event.altKey) onAbout(inside(active));
      else onEnter(inside(active));
      return;
    }
    const next = moved(inside(active), event.key, command, { rows, columns, pageRows });
    if (!next) return;
    event.preventDefault();
    go(next, event.shiftKey);
    reveal(next);
  };

  return { active: inside(active), range: rangeOf(inside(anchor), inside(active)), go, onKeyDown };
}
