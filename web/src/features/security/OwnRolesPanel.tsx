import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { type NewName, NewNameForm } from '@/features/security/NewNameForm';
import styles from '@/features/security/SecurityPage.module.css';
import { OWN_ROLES_KEY } from '@/features/security/useRoleOptions';
import { api, data } from '@/lib/api/client';

/** Roles of the hospital's own, which give what policies give to them. */
export function OwnRolesPanel() {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const { data: roles, error } = useQuery({
    queryKey: OWN_ROLES_KEY,
    queryFn: () => data(api.GET('/api/security/roles')),
  });
  const refresh = () => queryClient.invalidateQueries({ queryKey: OWN_ROLES_KEY });
  const create = useMutation({
    mutationFn: (body: NewName) => data(api.POST('/api/security/roles', { body })),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: (name: string) =>
      data(api.DELETE('/api/security/roles/{name}', { params: { path: { name } } })),
    onSettled: refresh,
  });
  const failure = error ?? create.error ?? remove.error;
  return (
    <Panel title={t('ownRoles.title')}>
      <p className={styles.quiet}>{t('ownRoles.note')}</p>
      <NewNameForm
        label={t('ownRoles.new')}
        example={t('ownRoles.example')}
        busy={create.isPending}
        onCreate={create.mutateAsync}
      />
      {failure && <ErrorNotice error={failure} compact />}
      {roles?.length === 0 && <p className={styles.quiet}>{t('ownRoles.none')}</p>}
      {roles && roles.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('groups.name')}</th>
              <th scope="col">{t('ownRoles.users')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('groups.delete')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {roles.map((role) => (
              <tr key={role.name}>
                <td>
                  <strong>{role.title}</strong>
                  {role.title !== role.name && <div className={styles.quiet}>{role.name}</div>}
                </td>
                <td>{role.users}</td>
                <td className={styles.end}>
                  <Popconfirm
                    title={t('ownRoles.deleteAsk', { name: role.title })}
                    okText={t('groups.delete')}
                    onConfirm={() => remove.mutate(role.name)}
                  >
                    <Button size="small" danger disabled={role.users > 0}>
                      {t('groups.delete')}
                    </Button>
                  </Popconfirm>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
