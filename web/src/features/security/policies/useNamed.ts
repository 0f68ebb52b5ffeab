import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SubjectKind } from '@/features/security/policies/api';
import { projectsQuery } from '@/features/security/projects/api';
import { ROLES } from '@/features/security/roles';
import { api, data } from '@/lib/api/client';
import { objectsQuery } from '@/lib/objects';
import { useHasRole } from '@/lib/session/me';

type Options = { value: string; label: string }[];

/** What a policy can name. Only administrators may list accounts, groups and own roles: others type those names. */
export function useNamed(): Record<SubjectKind | 'tags' | 'tables' | 'columns', Options> {
  const { t } = useTranslation('security');
  const enabled = useHasRole('admin');
  const { data: known } = useQuery(objectsQuery);
  const { data: projects } = useQuery(projectsQuery);
  const { data: groups } = useQuery({
    queryKey: ['groups'],
    queryFn: () => data(api.GET('/api/security/groups')),
    enabled,
  });
  const { data: users } = useQuery({
    queryKey: ['users'],
    queryFn: () => data(api.GET('/api/security/users')),
    enabled,
  });
  const plain = (names: string[] = []): Options => names.map((name) => ({ value: name, label: name }));
  return {
    tags: plain(known?.tags),
    tables: plain(known?.tables.map(({ name }) => name)),
    columns: plain(
      known?.tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column}`)),
    ),
    roles: ROLES.map((role) => ({ value: role as string, label: t(`role.${role}`) })),
    groups: groups?.map(({ name, title }) => ({ value: name, label: title })) ?? [],
    projects: projects?.map(({ key, title }) => ({ value: key, label: title })) ?? [],
    purposes: plain([...new Set(projects?.map(({ purpose }) => purpose))]),
    users:
      users?.map(({ name, display_name }) => ({ value: name, label: `${display_name} (${name})` })) ?? [],
  };
}
