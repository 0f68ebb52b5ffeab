import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data, requestHeaders } from '@/lib/api/client';
import { problemOf } from '@/lib/api/problem';
import type { components } from '@/lib/api/schema';
import { isOpen, jobsQuery } from '@/lib/jobs';
import { usePinned } from '@/lib/snapshot';

type Schemas = components['schemas'];
export type Study = Schemas['StudyOut'];
export type StudyResults = Schemas['StudyResultsOut'];

const STUDIES = ['research', 'studies'];

/** My packages, made or run; asked often only while one of them is. */
export const studiesQuery = queryOptions({
  queryKey: [...STUDIES, 'list'],
  queryFn: () => data(api.GET('/api/research/studies')),
  refetchInterval: (query) => (query.state.data?.some((one) => isOpen(one.state)) ? 1_000 : false),
});

export const studyQuery = (job: number) =>
  queryOptions({
    queryKey: [...STUDIES, job],
    queryFn: () => data(api.GET('/api/research/studies/{job}', { params: { path: { job } } })),
    retry: false,
  });

export function useMakeStudy() {
  const refresh = useRefresh();
  const pinned = usePinned();
  return useMutation({
    mutationFn: (body: Schemas['StudyIn']) =>
      data(api.POST('/api/research/studies', { params: { query: { snapshot: pinned } }, body })),
    onSettled: refresh,
  });
}

interface Brought {
  file: File;
  site: string;
  allowMissing: boolean;
}

export function useRunStudy() {
  const refresh = useRefresh();
  const pinned = usePinned();
  return useMutation({
    mutationFn: async ({ file, site, allowMissing }: Brought): Promise<Schemas['StudyStarted']> => {
      const query = new URLSearchParams({ file: file.name, site, allow_missing: String(allowMissing) });
      if (pinned) query.set('snapshot', pinned);
      const answer = await fetch(`/api/research/studies/runs?${query}`, {
        method: 'POST',
        headers: { ...requestHeaders('POST'), 'Content-Type': 'application/octet-stream' },
        body: file,
      });
      const body = await answer.json().catch(() => null);
      if (!answer.ok) throw problemOf(body, answer.status);
      return body;
    },
    onSettled: refresh,
  });
}

export function useCancelStudy() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (job: number) =>
      data(api.POST('/api/jobs/{job_id}/cancel', { params: { path: { job_id: job } } })),
    onSettled: refresh,
  });
}

export const fileOf = (job: number) => `/api/research/studies/${job}/file`;

function useRefresh() {
  const queryClient = useQueryClient();
  return async () => {
    await queryClient.invalidateQueries({ queryKey: STUDIES });
    await queryClient.invalidateQueries({ queryKey: jobsQuery.queryKey });
  };
}
