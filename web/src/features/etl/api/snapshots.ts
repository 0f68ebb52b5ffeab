import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { isOpen, jobsQuery } from '@/lib/jobs';
import { snapshotsQuery } from '@/lib/snapshot';

export type Rule = components['schemas']['RuleIn'];
export type SampleRow = components['schemas']['SampleRowOut'];
export type Job = components['schemas']['JobView'];

/** What comparing two snapshots found, as its job leaves it. */
export interface Comparison {
  old: number;
  new: number;
  tables: TableDifference[];
}

export interface TableDifference {
  table: string;
  state: 'both' | 'new' | 'lost';
  added: number | null;
  changed: number | null;
  removed: number | null;
  withheld: boolean;
  new_columns: string[];
  lost_columns: string[];
}

const KEY = snapshotsQuery.queryKey;

export const expiryQuery = (rule: Rule) =>
  queryOptions({
    queryKey: [...KEY, 'expiry', rule],
    queryFn: () => data(api.GET('/api/snapshots/expiry', { params: { query: rule } })),
  });

export const sampleQuery = (pair: { old: string; new: string }, table: string) =>
  queryOptions({
    queryKey: [...KEY, 'sample', pair, table],
    queryFn: () =>
      data(api.GET('/api/snapshots/sample', { params: { query: { ...pair, table, limit: 20 } } })),
    retry: false,
  });

export const startExpiry = (rule: Rule) => data(api.POST('/api/snapshots/expiry', { body: rule }));
export const startCompaction = () => data(api.POST('/api/snapshots/compaction'));
export const startComparison = (body: { old: string; new: string }) =>
  data(api.POST('/api/snapshots/diff', { body }));

export function useTag() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ version, name, note }: { version: number; name: string; note: string }) =>
      data(
        api.POST('/api/snapshots/{version}/tags', { params: { path: { version } }, body: { name, note } }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: KEY }),
  });
}

export function useUntag() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      data(api.DELETE('/api/snapshots/tags/{name}', { params: { path: { name } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: KEY }),
  });
}

/** Starts one of the snapshots' jobs and follows it; the list is read anew when it has ended. */
export function useSnapshotJob<Asked>(start: (asked: Asked) => Promise<{ job: number }>) {
  const queryClient = useQueryClient();
  const begin = useMutation({
    mutationFn: start,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: jobsQuery.queryKey }),
  });
  const id = begin.data?.job ?? 0;
  const { data: job, error } = useQuery({
    queryKey: ['job', id],
    queryFn: () => data(api.GET('/api/jobs/{job_id}', { params: { path: { job_id: id } } })),
    enabled: id > 0,
    refetchInterval: (query) => (query.state.data && !isOpen(query.state.data.state) ? false : 500),
  });
  const ended = job !== undefined && !isOpen(job.state);
  useEffect(() => {
    if (ended) void queryClient.invalidateQueries({ queryKey: KEY });
  }, [ended, queryClient]);
  return {
    start: begin.mutate,
    job,
    error: begin.error ?? error,
    busy: begin.isPending || (begin.isSuccess && !ended && !error),
  };
}
