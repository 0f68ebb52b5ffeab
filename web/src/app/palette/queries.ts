import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';

const LONG = 300_000;

export const tablesQuery = (pinned: string | undefined) =>
  queryOptions({
    queryKey: ['palette', 'tables', pinned],
    queryFn: () => data(api.GET('/api/mart/tables', { params: { query: { snapshot: pinned } } })),
    staleTime: LONG,
  });

/** The cohort definitions that the person may see. */
export const cohortsQuery = queryOptions({
  queryKey: ['research', 'cohorts', 'list'],
  queryFn: () => data(api.GET('/api/research/cohorts')),
  staleTime: 30_000,
});

export interface ColumnPlace {
  table: string;
  column: string;
}

/** Every column that the person may see, with its table. */
export const columnsQuery = (pinned: string | undefined) =>
  queryOptions({
    queryKey: ['palette', 'columns', pinned],
    queryFn: async () => {
      const tables = await data(api.GET('/api/catalog', { params: { query: { snapshot: pinned } } }));
      return tables
        .filter((table) => table.schema === 'cdm' || table.schema === 'vocabulary')
        .flatMap((table) =>
          table.columns.map((column): ColumnPlace => ({ table: table.name, column: column.name })),
        );
    },
    staleTime: LONG,
  });

export function conceptsQuery(text: string, pinned: string | undefined) {
  return queryOptions({
    queryKey: ['palette', 'concepts', text, pinned],
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/ontology/concepts', {
          params: { query: { q: text, limit: 6, snapshot: pinned } },
          signal,
        }),
      ),
    staleTime: LONG,
    retry: false,
    placeholderData: (previous) => previous,
  });
}
