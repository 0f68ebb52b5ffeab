import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { COHORTS } from '@/features/research/api/cohorts';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { isOpen, jobsQuery } from '@/lib/jobs';
import { CHANGED_BY_PUBLICATION, usePinned } from '@/lib/snapshot';

export type Results = components['schemas']['ResultsOut'];
export type Generation = components['schemas']['GenerationOut'];
export type Difference = components['schemas']['DifferenceOut'];

/** What of the newest published generation one may be told, or of another one. */
export const resultsQuery = (cohort: number, pinned: string | undefined, generation?: number) =>
  queryOptions({
    queryKey: [...COHORTS, cohort, 'results', pinned ?? null, generation ?? null],
    queryFn: () =>
      data(
        api.GET('/api/research/cohorts/{cohort}/results', {
          params: { path: { cohort }, query: { snapshot: pinned, generation } },
        }),
      ),
    retry: false,
  });

export const generationsQuery = (cohort: number) =>
  queryOptions({
    queryKey: [...COHORTS, cohort, 'generations'],
    queryFn: () =>
      data(api.GET('/api/research/cohorts/{cohort}/generations', { params: { path: { cohort } } })),
  });

export const differenceQuery = (cohort: number, generation: number) =>
  queryOptions({
    queryKey: [...COHORTS, cohort, 'difference', generation],
    queryFn: () =>
      data(
        api.GET('/api/research/cohorts/{cohort}/generations/{generation}/difference', {
          params: { path: { cohort, generation } },
        }),
      ),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });

export interface Asked {
  version: number;
  /** With one's own rights, and for oneself alone. */
  own: boolean;
}

/** Starts a generation and follows its job; what a publication changes is read anew when it has ended. */
export function useGenerate(cohort: number, onMade: (own: boolean, generation: number) => void) {
  const queryClient = useQueryClient();
  const pinned = usePinned();
  const begin = useMutation({
    mutationFn: ({ version, own }: Asked) =>
      data(
        api.POST('/api/research/cohorts/{cohort}/generations', {
          params: { path: { cohort }, query: { snapshot: pinned } },
          body: { version, own_rights: own },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: jobsQuery.queryKey }),
  });
  const id = begin.data?.job ?? 0;
  const { data: job, error } = useQuery({
    queryKey: ['job', id],
    queryFn: () => data(api.GET('/api/jobs/{job_id}', { params: { path: { job_id: id } } })),
    enabled: id > 0,
    refetchInterval: (query) => (query.state.data && !isOpen(query.state.data.state) ? false : 400),
  });
  const ended = job !== undefined && !isOpen(job.state);
  const own = begin.variables?.own ?? false;
  const made = typeof job?.result?.generation === 'number' ? job.result.generation : undefined;
  const told = useEffectEvent(onMade);
  useEffect(() => {
    if (!ended) return;
    if (made !== undefined) told(own, made);
    for (const queryKey of [[...COHORTS, cohort], ...(own ? [] : CHANGED_BY_PUBLICATION)])
      void queryClient.invalidateQueries({ queryKey });
  }, [ended, made, own, cohort, queryClient]);
  const cancel = useMutation({
    mutationFn: () => data(api.POST('/api/jobs/{job_id}/cancel', { params: { path: { job_id: id } } })),
  });
  return {
    start: begin.mutate,
    cancel: cancel.mutate,
    job,
    error: begin.error ?? error,
    busy: begin.isPending || (begin.isSuccess && !ended && !error),
  };
}
