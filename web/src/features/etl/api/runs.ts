import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type RunSummary = components['schemas']['RunSummary'];
export type Run = components['schemas']['RunOut'];
export type Report = components['schemas']['ReportOut'];
export type StepState = components['schemas']['StepState'];

const PAGE = 20;

/** The history page by page; asked often only while a run is under way. */
export const runsQuery = (language: string) =>
  infiniteQueryOptions({
    queryKey: ['etl', 'runs', language],
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      data(api.GET('/api/etl/runs', { params: { query: { offset: pageParam, limit: PAGE } } })),
    getNextPageParam: (last, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.runs.length, 0);
      return last.runs.length > 0 && loaded < last.total ? loaded : undefined;
    },
    refetchInterval: (query) =>
      query.state.data?.pages[0]?.runs.some((run) => run.state === 'running') ? 1_500 : 15_000,
  });

export const runKey = (run: number, language: string) => ['etl', 'run', run, language];

export const runQuery = (run: number, language: string) =>
  queryOptions({
    queryKey: runKey(run, language),
    queryFn: () => data(api.GET('/api/etl/runs/{run}', { params: { path: { run } } })),
    staleTime: 60_000,
  });
