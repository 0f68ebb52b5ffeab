import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { type Asked, PAGE_ROWS, type Row, rowsQuery } from '@/features/mart/api/rows';

/** Rows by index, loaded a page at a time as they come into sight. */
export function useRows(asked: Asked) {
  const first = useQuery(rowsQuery(asked, 0, null));
  const [sight, setSight] = useState({ from: 0, to: 0 });
  const settled = first.isSuccess && !first.isPlaceholderData;
  const snapshot = first.data?.snapshot.version ?? null;
  const wanted = settled ? range(Math.max(sight.from, 1), sight.to) : [];
  const others = useQueries({ queries: wanted.map((page) => rowsQuery(asked, page, snapshot)) });

  const pages = new Map(others.map((query, index) => [wanted[index], query.data]));
  pages.set(0, first.data);
  const named = [...pages.values()].flatMap((page) => Object.entries(page?.names ?? {}));
  const names = new Map(named.map(([id, name]) => [Number(id), name]));
  const onRange = useCallback((from: number, to: number) => {
    const next = { from: Math.floor(from / PAGE_ROWS), to: Math.floor(to / PAGE_ROWS) };
    setSight((old) => (old.from === next.from && old.to === next.to ? old : next));
  }, []);
  return {
    first: first.data,
    error: first.error ?? others.find((query) => query.error)?.error ?? null,
    retry: () =>
      Promise.all([
        first.refetch(),
        ...others.filter((query) => query.error).map((query) => query.refetch()),
      ]),
    busy: first.isFetching,
    total: first.data?.total ?? 0,
    row: (index: number): Row | undefined =>
      pages.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS],
    names,
    onRange,
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
