import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type Lineage = components['schemas']['LineageOut'];
export type LineageNode = components['schemas']['NodeOut'];
export type Step = components['schemas']['StepOut'];

export const lineageQuery = queryOptions({
  queryKey: ['etl', 'lineage'],
  queryFn: () => data(api.GET('/api/etl/lineage')),
  staleTime: Number.POSITIVE_INFINITY,
});

export const stepsQuery = queryOptions({
  queryKey: ['etl', 'steps'],
  queryFn: () => data(api.GET('/api/etl/steps')),
  staleTime: Number.POSITIVE_INFINITY,
});
