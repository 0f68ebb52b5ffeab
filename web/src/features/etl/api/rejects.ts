import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { RunSearch } from '@/features/etl/search';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type Reject = components['schemas']['RejectOut'];
export type RejectGroup = components['schemas']['RejectGroup'];
export type Which = Pick<RunSearch, 'step' | 'file' | 'reason'>;

export const REJECT_PAGE = 200;

export const rejectsQuery = (run: number, which: Which, page: number) =>
  queryOptions({
    queryKey: ['etl', 'rejects', run, which, page],
    queryFn: () =>
      data(
        api.GET('/api/etl/runs/{run}/rejects', {
          params: { path: { run }, query: { ...which, offset: page * REJECT_PAGE, limit: REJECT_PAGE } },
        }),
      ),
    placeholderData: page === 0 ? keepPreviousData : undefined,
    staleTime: 300_000,
  });

/** Address of the download under the same filters. */
export function rejectsFile(run: number, which: Which): string {
  const given = Object.entries(which).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const query = new URLSearchParams(given).toString();
  return `/api/etl/runs/${run}/rejects.csv${query && `?${query}`}`;
}
