import { queryOptions } from '@tanstack/react-query';
import type { FigureSource } from '@/components/source';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type Dashboard = components['schemas']['Dashboard'];

export const dashboardQuery = (pinned: string | undefined) =>
  queryOptions({
    queryKey: ['dashboard', pinned],
    queryFn: () => data(api.GET('/api/dashboard', { params: { query: { snapshot: pinned } } })),
    staleTime: 60_000,
  });

/** The source of a figure: the statistics that were read, and the table that a click leads to. */
export function sourceOf(
  board: Dashboard,
  figure: 'tables' | 'statistics' | 'cdm_source',
  tables: string[],
): FigureSource {
  const read = board.sources[figure];
  return {
    tables,
    sql: read?.sql,
    masked: read?.masked,
    snapshot: board.snapshot.version ?? undefined,
    publishedAt: board.snapshot.published_at ?? undefined,
    synthetic: board.snapshot.synthetic,
  };
}
