import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type Listed = components['schemas']['ConceptSetListed'];
export type ConceptSet = components['schemas']['ConceptSetOut'];
export type Member = components['schemas']['MemberOut'];
export type Neighbour = components['schemas']['NeighbourOut'];
export type SourceCode = components['schemas']['SourceCodeOut'];
export type Sharing = components['schemas']['SharingIn'];
/** ATLAS's JSON of a set: `{ items: […] }`. */
export type Expression = Record<string, unknown>;

export interface Draft {
  name: string;
  description: string;
  expression: Expression;
  comment: string;
}

const KEY = ['research', 'concept-sets'];

export const conceptSetsQuery = queryOptions({
  queryKey: [...KEY, 'list'],
  queryFn: () => data(api.GET('/api/research/concept-sets')),
});

export const conceptSetQuery = (concept_set: number, version?: number) =>
  queryOptions({
    queryKey: [...KEY, concept_set, version ?? 'newest'],
    queryFn: () =>
      data(
        api.GET('/api/research/concept-sets/{concept_set}', {
          params: { path: { concept_set }, query: { version } },
        }),
      ),
    retry: false,
  });

export const setVersionsQuery = (concept_set: number) =>
  queryOptions({
    queryKey: [...KEY, concept_set, 'versions'],
    queryFn: () =>
      data(
        api.GET('/api/research/concept-sets/{concept_set}/versions', { params: { path: { concept_set } } }),
      ),
  });

/** What a set comes to and catches does not change under one snapshot. */
const still = { staleTime: Number.POSITIVE_INFINITY, retry: false } as const;

export const membersQuery = (expression: Expression, snapshot?: string) =>
  queryOptions({
    queryKey: ['research', 'members', expression, snapshot],
    queryFn: ({ signal }) =>
      data(
        api.POST('/api/research/concept-sets/members', {
          params: { query: { snapshot } },
          body: { expression },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    ...still,
  });

export const countsQuery = (concepts: { id: number; domain: string }[], snapshot?: string) =>
  queryOptions({
    queryKey: ['research', 'counts', concepts, snapshot],
    queryFn: ({ signal }) =>
      data(
        api.POST('/api/research/concept-sets/counts', {
          params: { query: { snapshot } },
          body: { concepts },
          signal,
        }),
      ),
    enabled: concepts.length > 0,
    placeholderData: keepPreviousData,
    ...still,
  });

export const neighboursQuery = (expression: Expression, snapshot?: string) =>
  queryOptions({
    queryKey: ['research', 'neighbours', expression, snapshot],
    queryFn: ({ signal }) =>
      data(
        api.POST('/api/research/concept-sets/neighbours', {
          params: { query: { snapshot } },
          body: { expression },
          signal,
        }),
      ),
    ...still,
  });

export const sourceCodesQuery = (expression: Expression, snapshot?: string) =>
  queryOptions({
    queryKey: ['research', 'source-codes', expression, snapshot],
    queryFn: ({ signal }) =>
      data(
        api.POST('/api/research/concept-sets/source-codes', {
          params: { query: { snapshot } },
          body: { expression },
          signal,
        }),
      ),
    ...still,
  });

export const comparisonQuery = (expression: Expression, against: Expression, snapshot?: string) =>
  queryOptions({
    queryKey: ['research', 'comparison', expression, against, snapshot],
    queryFn: ({ signal }) =>
      data(
        api.POST('/api/research/concept-sets/comparison', {
          params: { query: { snapshot } },
          body: { expression, against },
          signal,
        }),
      ),
    ...still,
  });

/** A CSV file as a set, with the vocabulary's names. */
export const readList = (text: string) =>
  data(api.POST('/api/research/concept-sets/list', { body: { text } }));

/** A change of what is saved, after which lists and versions are asked anew. */
function useChange<Given, Answer>(change: (given: Given) => Promise<Answer>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queryClient.invalidateQueries({ queryKey: KEY }),
  });
}

export const useCreate = () =>
  useChange((body: Draft) => data(api.POST('/api/research/concept-sets', { body })));

export const useSave = (concept_set: number) =>
  useChange((body: Draft & { base: number }) =>
    data(api.PUT('/api/research/concept-sets/{concept_set}', { params: { path: { concept_set } }, body })),
  );

export const useShare = (concept_set: number) =>
  useChange((body: Sharing) =>
    data(
      api.PUT('/api/research/concept-sets/{concept_set}/sharing', {
        params: { path: { concept_set } },
        body,
      }),
    ),
  );

export const useDelete = (concept_set: number) =>
  useChange((_: undefined) =>
    data(api.DELETE('/api/research/concept-sets/{concept_set}', { params: { path: { concept_set } } })),
  );
