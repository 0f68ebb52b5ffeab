import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type ProfileColumn = components['schemas']['ProfileColumn'];

export const profileQuery = (table: string) =>
  queryOptions({
    queryKey: ['mart', 'profile', table],
    queryFn: () => data(api.GET('/api/mart/tables/{table}/profile', { params: { path: { table } } })),
    staleTime: 300_000,
  });
