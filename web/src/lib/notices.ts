import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';

/** What I should know of: asked for now and then, for a decision may wait for me. */
export const noticesQuery = queryOptions({
  queryKey: ['notices'],
  queryFn: () => data(api.GET('/api/notices')),
  refetchInterval: 60_000,
});
