import { useCallback, useMemo, useState } from 'react';
import type { GridColumn } from '@/components/grid/types';

interface Kept {
  widths: Record<string, number>;
  pinned: Record<string, boolean>;
  hidden: Record<string, boolean>;
}

const NOTHING: Kept = { widths: {}, pinned: {}, hidden: {} };
const MIN_WIDTH = 56;
const MAX_WIDTH = 800;

function load(name: string | undefined): Kept {
  if (!name) return NOTHING;
  try {
    return { ...NOTHING, ...JSON.parse(localStorage.getItem(`asan.grid.${name}`) ?? '{}') };
  } catch {
    return NOTHING;
  }
}

/** Room for the title in the header and for values of the column's kind. */
export function naturalWidth<Row>(column: GridColumn<Row>): number {
  const byTitle = column.title.length * 8 + 48;
  // A surrogate key is up to 2^53: sixteen digits.
  const isKey = column.kind === 'integer' && /(^|[^t])_id$/.test(column.id);
  const byKind = {
    text: 168,
    integer: isKey ? 152 : 112,
    number: 104,
    date: 112,
    datetime: 160,
    boolean: 88,
  };
  return Math.min(Math.max(byTitle, byKind[column.kind ?? 'text']), 320);
}

export interface PlacedColumn<Row> {
  column: GridColumn<Row>;
  width: number;
  pinned: boolean;
}

/** Which columns stand where: pinned ones first, hidden ones left out, each with its width. */
export function useColumnLayout<Row>(columns: GridColumn<Row>[], name: string | undefined) {
  const [kept, setKept] = useState(() => load(name));

  const change = useCallback(
    (next: (kept: Kept) => Kept) =>
      setKept((before) => {
        const after = next(before);
        if (name) localStorage.setItem(`asan.grid.${name}`, JSON.stringify(after));
        return after;
      }),
    [name],
  );

  const placed = useMemo<PlacedColumn<Row>[]>(() => {
    const shown = columns
      .filter((column) => !(kept.hidden[column.id] ?? column.hidden ?? false))
      .map((column) => ({
        column,
        width: kept.widths[column.id] ?? column.width ?? naturalWidth(column),
        pinned: kept.pinned[column.id] ?? column.pinned ?? false,
      }));
    return [...shown.filter((one) => one.pinned), ...shown.filter((one) => !one.pinned)];
  }, [columns, kept]);

  return {
    placed,
    resize: (id: string, width: number) =>
      change((before) => ({
        ...before,
        widths: { ...before.widths, [id]: Math.round(Math.min(Math.max(width, MIN_WIDTH), MAX_WIDTH)) },
      })),
    pin: (id: string, pinned: boolean) =>
      change((before) => ({ ...before, pinned: { ...before.pinned, [id]: pinned } })),
    hide: (id: string, hidden: boolean) =>
      change((before) => ({ ...before, hidden: { ...before.hidden, [id]: hidden } })),
    reset: () => change(() => NOTHING),
  };
}

export type ColumnLayout<Row> = ReturnType<typeof useColumnLayout<Row>>;
