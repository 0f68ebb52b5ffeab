import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';

/** What readers see now: a published snapshot, or a CDM in place (no version); null where nothing was published. */
export const snapshotQuery = queryOptions({
  queryKey: ['snapshot'],
  queryFn: () => data(api.GET('/api/dashboard/snapshot')),
  staleTime: 60_000,
  refetchInterval: 60_000,
});

/** Whether an existing CDM is read in place: then nothing is loaded or published here. */
export function useInPlace(): boolean {
  return useQuery(snapshotQuery).data?.kind === 'in_place';
}
