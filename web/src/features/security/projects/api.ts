import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type Project = components['schemas']['ProjectView'];

/** My projects; for administrators, stewards and auditors, all. */
export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: () => data(api.GET('/api/security/projects')),
});
