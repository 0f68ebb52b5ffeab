import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type Feasibility = components['schemas']['FeasibilityOut'];
export type Count = Pick<Feasibility['whole'], 'persons' | 'state'>;

export const feasibilityQuery = (cohort: number, pinned: string | undefined, language: string) =>
  queryOptions({
    queryKey: ['research', 'feasibility', cohort, pinned ?? null, language],
    queryFn: ({ signal }) =>
      data(
        api.POST('/api/research/feasibility', {
          params: { query: { snapshot: pinned } },
          body: { cohort },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 300_000,
    retry: false,
  });
