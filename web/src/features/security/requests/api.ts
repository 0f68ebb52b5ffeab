import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { noticesQuery } from '@/lib/notices';

export type Request = components['schemas']['RequestView'];
export type Which = 'mine' | 'decide' | 'all';

const KEY = ['access-requests'];

/** My requests, those that wait for my decision, or everyone's. */
export const requestsQuery = (of: Which) =>
  queryOptions({
    queryKey: [...KEY, of],
    queryFn: () => data(api.GET('/api/security/requests', { params: { query: { of } } })),
  });

/** A decision changes what one sees: requests, notices, and the tables that are there. */
export async function refreshRequests(queryClient: QueryClient): Promise<void> {
  for (const queryKey of [KEY, noticesQuery.queryKey, ['mart'], ['catalog']]) {
    await queryClient.invalidateQueries({ queryKey });
  }
}
