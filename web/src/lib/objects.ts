import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';

/** What policies can speak of: tables with their columns, and tags. It never changes while the server runs. */
export const objectsQuery = queryOptions({
  queryKey: ['objects'],
  queryFn: () => data(api.GET('/api/objects')),
  staleTime: Number.POSITIVE_INFINITY,
});
