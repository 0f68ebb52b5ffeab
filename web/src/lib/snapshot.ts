import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';

/** The published snapshot that readers see now; null where nothing was published yet. */
export const snapshotQuery = queryOptions({
  queryKey: ['snapshot'],
  queryFn: () => data(api.GET('/api/dashboard/snapshot')),
  staleTime: 60_000,
  refetchInterval: 60_000,
});
