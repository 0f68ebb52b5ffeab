import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Asked } from '@/features/mart/api/rows';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { isOpen, jobsQuery } from '@/lib/jobs';

export type Export = components['schemas']['ExportOut'];
export type Format = Export['format'];

const KEY = ['mart', 'exports'];

/** My exports; asked often only while one of them is being written. */
export const exportsQuery = queryOptions({
  queryKey: KEY,
  queryFn: () => data(api.GET('/api/mart/exports')),
  refetchInterval: (query) => (query.state.data?.some((each) => isOpen(each.state)) ? 1_000 : false),
});

export const fileAddress = (job: number) => `/api/mart/exports/${job}/file`;

export function useStartExport() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ table, format, filters, sort, pinned }: Asked & { format: Format }) =>
      data(
        api.POST('/api/mart/exports', {
          params: { query: { snapshot: pinned } },
          body: { table, format, filters, sort: sort ? [sort] : [] },
        }),
      ),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: KEY }),
        queryClient.invalidateQueries({ queryKey: jobsQuery.queryKey }),
      ]),
  });
}
