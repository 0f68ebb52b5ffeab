import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Expression } from '@/features/research/builder/definition/circe';
import { api, data } from '@/lib/api/client';
import { identityOf } from '@/lib/identity';
import { usePinned } from '@/lib/snapshot';
import { usePause } from '@/lib/usePause';

/** Milliseconds without a change after which the definition is counted anew; switching a rule does not wait. */
const PAUSE = 350;

/** What the rules that are on leave of the entry events, at the snapshot that is read. */
export function useAttrition(expression: Expression, off: boolean[]) {
  const pinned = usePinned();
  const settled = usePause(expression, PAUSE);
  const rules = (settled.InclusionRules ?? []).map((_, at) => at).filter((at) => !off[at]);
  const enabled = (settled.PrimaryCriteria?.CriteriaList ?? []).length > 0;
  const query = useQuery({
    queryKey: ['research', 'attrition', identityOf(settled), rules, pinned ?? null],
    queryFn: ({ signal }) =>
      data(
        api.POST('/api/research/attrition', {
          params: { query: { snapshot: pinned } },
          body: { expression: settled, rules, overlaps: true },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    enabled,
    retry: false,
  });
  return { ...query, data: enabled ? query.data : undefined, rules, enabled, settled };
}
