import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';

const OPEN = new Set(['queued', 'running', 'cancelling']);

export function isOpen(state: string): boolean {
  return OPEN.has(state);
}

/** My newest jobs; asked often only while one of them runs. */
export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: () => data(api.GET('/api/jobs')),
  refetchInterval: (query) => (query.state.data?.some((job) => isOpen(job.state)) ? 1_500 : 20_000),
});
