import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type TableSchema = components['schemas']['TableOut'];
export type Field = components['schemas']['FieldOut'];
export type Kind = Field['kind'];

export const tableQuery = (table: string, language: string, pinned: string | undefined) =>
  queryOptions({
    queryKey: ['mart', 'table', table, language, pinned],
    queryFn: () =>
      data(api.GET('/api/mart/tables/{table}', { params: { path: { table }, query: { snapshot: pinned } } })),
    staleTime: 300_000,
  });
