import { useQuery } from '@tanstack/react-query';
import { objectsQuery } from '@/lib/objects';

/** Tables and tags to choose from, by the names under which access is asked for. */
export function useObjectOptions() {
  const { data: known } = useQuery(objectsQuery);
  const names = [
    ...(known?.tables.map(({ name }) => name) ?? []),
    ...(known?.tags.map((tag) => `tag:${tag}`) ?? []),
  ];
  return names.map((name) => ({ value: name, label: name }));
}
