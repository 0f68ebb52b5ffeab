import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type TableSchema = components['schemas']['TableOut'];
export type Field = components['schemas']['FieldOut'];
export type Kind = Field['kind'];

export const tableQuery = (table: string, language: string) =>
  queryOptions({
    queryKey: ['mart', 'table', table, language],
    queryFn: () => data(api.GET('/api/mart/tables/{table}', { params: { path: { table } } })),
    staleTime: 300_000,
  });
