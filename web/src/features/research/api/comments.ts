import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type Comment = components['schemas']['CommentOut'];

/** What is commented on: a cohort or a concept set, by its number. */
export interface Subject {
  kind: 'cohorts' | 'concept-sets';
  number: number;
}

const LIST = {
  cohorts: '/api/research/cohorts/{number}/comments',
  'concept-sets': '/api/research/concept-sets/{number}/comments',
} as const;
const ONE = {
  cohorts: '/api/research/cohorts/{number}/comments/{comment}',
  'concept-sets': '/api/research/concept-sets/{number}/comments/{comment}',
} as const;
const RESOLVED = {
  cohorts: '/api/research/cohorts/{number}/comments/{comment}/resolved',
  'concept-sets': '/api/research/concept-sets/{number}/comments/{comment}/resolved',
} as const;

export const commentsQuery = ({ kind, number }: Subject) =>
  queryOptions({
    queryKey: ['research', kind, number, 'comments'],
    queryFn: () => data(api.GET(LIST[kind], { params: { path: { number } } })),
  });

function useChange<T>(subject: Subject, change: (asked: T) => Promise<unknown>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queryClient.invalidateQueries({ queryKey: commentsQuery(subject).queryKey }),
  });
}

export function useComment(subject: Subject) {
  const path = { number: subject.number };
  return useChange(subject, (body: { version: number; text: string }) =>
    data(api.POST(LIST[subject.kind], { params: { path }, body })),
  );
}

export function useResolve(subject: Subject) {
  return useChange(subject, ({ comment, resolved }: { comment: number; resolved: boolean }) =>
    data(
      api.PUT(RESOLVED[subject.kind], {
        params: { path: { number: subject.number, comment } },
        body: { resolved },
      }),
    ),
  );
}

export function useDeleteComment(subject: Subject) {
  return useChange(subject, (comment: number) =>
    data(api.DELETE(ONE[subject.kind], { params: { path: { number: subject.number, comment } } })),
  );
}
