import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { isOpen, jobsQuery } from '@/lib/jobs';
import { usePinned } from '@/lib/snapshot';

type Schemas = components['schemas'];
export type Kept = Schemas['AnalysisRunOut'];
export type KeptKind = Kept['kind'];
export type KeptResult = Schemas['AnalysisRunResult'];

const KEPT = ['analysis', 'kept'];

/** My analyses that were run as jobs; asked often only while one of them runs. */
export const keptListQuery = queryOptions({
  queryKey: [...KEPT, 'list'],
  queryFn: () => data(api.GET('/api/research/analysis/runs')),
  refetchInterval: (query) => (query.state.data?.some((one) => isOpen(one.state)) ? 1_000 : false),
});

export const keptQuery = (run: number) =>
  queryOptions({
    queryKey: [...KEPT, run],
    queryFn: () => data(api.GET('/api/research/analysis/runs/{run}', { params: { path: { run } } })),
    retry: false,
    refetchInterval: (query) => (query.state.data && isOpen(query.state.data.state) ? 1_000 : false),
  });

export function useStartKept() {
  const queryClient = useQueryClient();
  const pinned = usePinned();
  return useMutation({
    mutationFn: (body: Schemas['AnalysisRunIn']) =>
      data(api.POST('/api/research/analysis/runs', { params: { query: { snapshot: pinned } }, body })),
    onSettled: () => refresh(queryClient),
  });
}

export function useDeleteKept() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (run: number) =>
      data(api.DELETE('/api/research/analysis/runs/{run}', { params: { path: { run } } })),
    onSettled: () => refresh(queryClient),
  });
}

export function useCancelJob() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (job: number) =>
      data(api.POST('/api/jobs/{job_id}/cancel', { params: { path: { job_id: job } } })),
    onSettled: () => refresh(queryClient),
  });
}

async function refresh(queryClient: ReturnType<typeof useQueryClient>) {
  await queryClient.invalidateQueries({ queryKey: KEPT });
  await queryClient.invalidateQueries({ queryKey: jobsQuery.queryKey });
}
