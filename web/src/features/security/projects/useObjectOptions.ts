import { useQuery } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';

/** What policies can speak of: tables with their columns, and tags. It never changes while the server runs. */
export const objectsQuery = {
  queryKey: ['objects'],
  queryFn: () => data(api.GET('/api/objects')),
  staleTime: Number.POSITIVE_INFINITY,
};

/** Tables and tags to choose from, by the names under which access is asked for. */
export function useObjectOptions() {
  const { data: known } = useQuery(objectsQuery);
  const names = [
    ...(known?.tables.map(({ name }) => name) ?? []),
    ...(known?.tags.map((tag) => `tag:${tag}`) ?? []),
  ];
  return names.map((name) => ({ value: name, label: name }));
}
