import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ROLES } from '@/features/security/roles';
import { api, data } from '@/lib/api/client';

export const OWN_ROLES_KEY = ['own-roles'];

/** The platform's roles and the hospital's own, as options of a choice. For administrators. */
export function useRoleOptions(): { value: string; label: string }[] {
  const { t } = useTranslation('security');
  const { data: own } = useQuery({
    queryKey: OWN_ROLES_KEY,
    queryFn: () => data(api.GET('/api/security/roles')),
  });
  return [
    ...ROLES.map((role) => ({ value: role as string, label: t(`role.${role}`) })),
    ...(own ?? []).map(({ name, title }) => ({ value: name, label: title })),
  ];
}
