import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import type { Language } from '@/lib/format/numbers';
import { identityOf } from '@/lib/identity';

export type CohortListed = components['schemas']['CohortListed'];
export type Cohort = components['schemas']['CohortOut'];
export type Version = components['schemas']['VersionOut'];
export type Reading = components['schemas']['ReadingOut'];
export type Sharing = components['schemas']['SharingIn'];
/** Circe's JSON. */
export type Json = Record<string, unknown>;

export const COHORTS = ['research', 'cohorts'];

export const cohortsQuery = queryOptions({
  queryKey: [...COHORTS, 'list'],
  queryFn: () => data(api.GET('/api/research/cohorts')),
});

export const cohortQuery = (cohort: number, version?: number) =>
  queryOptions({
    queryKey: [...COHORTS, cohort, version ?? 'newest'],
    queryFn: () =>
      data(api.GET('/api/research/cohorts/{cohort}', { params: { path: { cohort }, query: { version } } })),
    retry: false,
  });

export const versionsQuery = (cohort: number) =>
  queryOptions({
    queryKey: [...COHORTS, cohort, 'versions'],
    queryFn: () => data(api.GET('/api/research/cohorts/{cohort}/versions', { params: { path: { cohort } } })),
  });

/** A definition in words, and what differs from `against`. */
export const readingQuery = (expression: Json, language: Language, against?: Json) =>
  queryOptions({
    queryKey: ['research', 'reading', identityOf(expression), against ? identityOf(against) : null, language],
    queryFn: ({ signal }) =>
      data(api.POST('/api/research/cohorts/reading', { body: { expression, against }, signal })),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

export interface Draft {
  name: string;
  description: string;
  expression: Json;
  comment: string;
}

export const createCohort = (body: Draft) => data(api.POST('/api/research/cohorts', { body }));

export function useCreate() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: createCohort,
    onSettled: () => queryClient.invalidateQueries({ queryKey: COHORTS }),
  });
}

export function useShare(cohort: number) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: Sharing) =>
      data(
        api.PUT('/api/research/cohorts/{cohort}/sharing', {
          params: { path: { cohort } },
          body,
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: COHORTS }),
  });
}

export function useDelete() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (cohort: number) =>
      data(api.DELETE('/api/research/cohorts/{cohort}', { params: { path: { cohort } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: COHORTS }),
  });
}
