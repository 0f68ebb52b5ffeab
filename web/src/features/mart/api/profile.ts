import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type ProfileColumn = components['schemas']['ProfileColumn'];

export const profileQuery = (table: string, pinned: string | undefined) =>
  queryOptions({
    queryKey: ['mart', 'profile', table, pinned],
    queryFn: () =>
      data(
        api.GET('/api/mart/tables/{table}/profile', {
          params: { path: { table }, query: { snapshot: pinned } },
        }),
      ),
    staleTime: 300_000,
  });
