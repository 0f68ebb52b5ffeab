import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

type Schemas = components['schemas'];
export type Review = Schemas['ReviewOut'];
export type Question = Schemas['Question-Output'];
export type Kind = Question['kind'];
export type Answer = string | number | string[];
export type Answers = Record<string, Answer>;
export type Patient = Schemas['PatientOut'];
export type Looked = Schemas['LookedOut'];
export type Sheet = Schemas['SheetOut'];
export type Comparison = Schemas['ReviewComparisonOut'];
export type Compared = Schemas['ComparedOut'];
export type Disagreement = Schemas['DisagreementOut'];
export type NewReview = Schemas['ReviewIn'];
export type Change = Schemas['ChangeIn'];

const REVIEWS = ['reviews'] as const;

export const reviewsQuery = (cohort: number | undefined) =>
  queryOptions({
    queryKey: [...REVIEWS, 'list', cohort ?? null],
    queryFn: () => data(api.GET('/api/research/reviews', { params: { query: { cohort } } })),
  });

export const reviewQuery = (review: number) =>
  queryOptions({
    queryKey: [...REVIEWS, review, 'about'],
    queryFn: () => data(api.GET('/api/research/reviews/{review}', { params: { path: { review } } })),
    retry: false,
  });

/** Accounts that may review, by what was typed of their name. */
export const peopleQuery = (text: string) =>
  queryOptions({
    queryKey: [...REVIEWS, 'people', text],
    queryFn: () => data(api.GET('/api/research/reviews/people', { params: { query: { text } } })),
    staleTime: 60_000,
  });

/** Patients are listed a hundred at a time. */
export const PAGE = 100;

export const patientsQuery = (review: number, page: number, pinned: string | undefined) =>
  queryOptions({
    queryKey: [...REVIEWS, review, 'patients', page, pinned ?? null],
    queryFn: () =>
      data(
        api.GET('/api/research/reviews/{review}/patients', {
          params: { path: { review }, query: { offset: page * PAGE, limit: PAGE, snapshot: pinned } },
        }),
      ),
    retry: false,
  });

export const patientQuery = (review: number, position: number, pinned: string | undefined) =>
  queryOptions({
    queryKey: [...REVIEWS, review, 'patient', position, pinned ?? null],
    queryFn: () =>
      data(
        api.GET('/api/research/reviews/{review}/patients/{position}', {
          params: { path: { review, position }, query: { snapshot: pinned } },
        }),
      ),
    retry: false,
    // What is written here is the newer one: it is not to be read over.
    refetchOnWindowFocus: false,
    gcTime: 0,
  });

export const agreementQuery = (review: number, pinned: string | undefined) =>
  queryOptions({
    queryKey: [...REVIEWS, review, 'agreement', pinned ?? null],
    queryFn: () =>
      data(
        api.GET('/api/research/reviews/{review}/agreement', {
          params: { path: { review }, query: { snapshot: pinned } },
        }),
      ),
    retry: false,
  });

export function saveAnswers(
  review: number,
  position: number,
  body: Schemas['AnswersIn'],
  pinned: string | undefined,
): Promise<Looked> {
  return data(
    api.PUT('/api/research/reviews/{review}/patients/{position}', {
      params: { path: { review, position }, query: { snapshot: pinned } },
      body,
    }),
  );
}

/** Everything of reviews is read anew after a change. */
export function useReadReviews(): () => Promise<void> {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: REVIEWS });
}

export function useCreate(pinned: string | undefined) {
  const readAnew = useReadReviews();
  return useMutation({
    mutationFn: (body: NewReview) =>
      data(api.POST('/api/research/reviews', { params: { query: { snapshot: pinned } }, body })),
    onSuccess: readAnew,
  });
}

export function useChange(review: number) {
  const readAnew = useReadReviews();
  return useMutation({
    mutationFn: (body: Change) =>
      data(api.PUT('/api/research/reviews/{review}', { params: { path: { review } }, body })),
    onSuccess: readAnew,
  });
}

export function useClose(review: number) {
  const readAnew = useReadReviews();
  return useMutation({
    mutationFn: () =>
      data(api.POST('/api/research/reviews/{review}/close', { params: { path: { review } } })),
    onSuccess: readAnew,
  });
}

export function useDelete(review: number) {
  const readAnew = useReadReviews();
  return useMutation({
    mutationFn: () => data(api.DELETE('/api/research/reviews/{review}', { params: { path: { review } } })),
    onSuccess: readAnew,
  });
}
