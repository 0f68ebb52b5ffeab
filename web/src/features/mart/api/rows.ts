import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { SortKey } from '@/features/mart/search';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { ARROW, readArrow } from '@/lib/arrow/read';

/** What is said of a page of rows; the rows themselves come beside it, in Arrow's form. */
type Head = Omit<components['schemas']['RowsOut'], 'rows'>;
export type Row = readonly unknown[];
export type RowsPage = Head & { rows: readonly Row[] };

export const PAGE_ROWS = 200;

export interface Asked {
  table: string;
  filters: components['schemas']['Filter'][];
  sort: SortKey | undefined;
  /** The snapshot that the address names. */
  pinned: string | undefined;
}

/** One page of rows. The first one counts; later ones stay on its snapshot, so that they fit together. */
export const rowsQuery = (asked: Asked, page: number, snapshot: number | null) =>
  queryOptions({
    queryKey: ['mart', 'rows', asked, page, snapshot],
    queryFn: async ({ signal }): Promise<RowsPage> => {
      const stream = await data(
        api.POST('/api/mart/tables/{table}/rows', {
          params: { path: { table: asked.table }, query: { snapshot: asked.pinned } },
          body: {
            filters: asked.filters,
            sort: asked.sort ? [asked.sort] : [],
            offset: page * PAGE_ROWS,
            limit: PAGE_ROWS,
            snapshot,
            count: page === 0,
            names: true,
          },
          headers: { Accept: ARROW },
          parseAs: 'arrayBuffer',
          signal,
        }),
      );
      const read = await readArrow(stream);
      const head = JSON.parse(read.told.get('asan.page') ?? '') as Head;
      return { ...head, rows: Array.from({ length: read.length }, (_, index) => read.row(index)) };
    },
    placeholderData: page === 0 ? keepPreviousData : undefined,
    staleTime: 60_000,
  });
