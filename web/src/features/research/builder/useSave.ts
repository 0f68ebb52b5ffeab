import { useMutation, useQueryClient } from '@tanstack/react-query';
import { COHORTS, createCohort } from '@/features/research/api/cohorts';
import type { Draft } from '@/features/research/builder/draft';
import { api, data } from '@/lib/api/client';

interface Asked {
  draft: Draft;
  comment: string;
  /** The definition to save a version of, and the version that was edited; undefined: a new definition. */
  on?: { cohort: number; base: number };
}

/** Saves a version, or a new definition; refused with `version_conflict` where somebody was faster. */
export function useSave() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ draft, comment, on }: Asked) =>
      on
        ? data(
            api.PUT('/api/research/cohorts/{cohort}', {
              params: { path: { cohort: on.cohort } },
              body: { ...draft, comment, base: on.base },
            }),
          )
        : createCohort({ ...draft, comment }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: COHORTS }),
  });
}
