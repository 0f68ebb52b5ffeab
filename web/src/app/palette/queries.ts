import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';

const LONG = 300_000;

export const tablesQuery = queryOptions({
  queryKey: ['palette', 'tables'],
  queryFn: () => data(api.GET('/api/mart/tables')),
  staleTime: LONG,
});

export interface ColumnPlace {
  table: string;
  column: string;
}

/** Every column that the person may see, with its table. */
export const columnsQuery = queryOptions({
  queryKey: ['palette', 'columns'],
  queryFn: async () => {
    const tables = await data(api.GET('/api/catalog'));
    return tables
      .filter((table) => table.schema === 'cdm' || table.schema === 'vocabulary')
      .flatMap((table) =>
        table.columns.map((column): ColumnPlace => ({ table: table.name, column: column.name })),
      );
  },
  staleTime: LONG,
});

export function conceptsQuery(text: string) {
  return queryOptions({
    queryKey: ['palette', 'concepts', text],
    queryFn: ({ signal }) =>
      data(api.GET('/api/ontology/concepts', { params: { query: { q: text, limit: 6 } }, signal })),
    staleTime: LONG,
    retry: false,
    placeholderData: (previous) => previous,
  });
}
