import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { SortKey } from '@/features/mart/search';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type RowsPage = components['schemas']['RowsOut'];
export type Row = RowsPage['rows'][number];

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
    queryFn: ({ signal }) =>
      data(
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
          signal,
        }),
      ),
    placeholderData: page === 0 ? keepPreviousData : undefined,
    staleTime: 60_000,
  });
