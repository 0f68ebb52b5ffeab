import { useQuery } from '@tanstack/react-query';
import { projectsQuery } from '@/features/security/projects/api';
import { objectsQuery } from '@/lib/objects';
import { useMe } from '@/lib/session/me';

/** What can be asked for: tables, columns and tags, the project's own datasets, and whether one leads it. */
export function useWishes(project: string | undefined) {
  const me = useMe();
  const { data: known } = useQuery(objectsQuery);
  const { data: projects } = useQuery(projectsQuery);
  const chosen = projects?.find(({ key }) => key === project);
  const names = [
    ...(known?.tables ?? []).flatMap(({ name, columns }) => [
      name,
      ...columns.map((column) => `${name}.${column}`),
    ]),
    ...(known?.tags ?? []).map((tag) => `tag:${tag}`),
  ];
  return {
    options: names.map((name) => ({ value: name, label: name })),
    datasets: chosen?.datasets,
    leads: chosen?.members.some(({ name, lead }) => lead && name === me.name) ?? false,
  };
}
