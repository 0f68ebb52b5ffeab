import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type TableSummary = components['schemas']['TableSummary'];

/** The tables that I may see, with their counts. `language` is part of the key: descriptions come translated. */
export const tablesQuery = (language: string, pinned: string | undefined) =>
  queryOptions({
    queryKey: ['mart', 'tables', language, pinned],
    queryFn: () => data(api.GET('/api/mart/tables', { params: { query: { snapshot: pinned } } })),
    staleTime: 60_000,
  });
