import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm, Select, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { NewServiceModal } from '@/features/security/NewServiceModal';
import { NewUserModal } from '@/features/security/NewUserModal';
import styles from '@/features/security/SecurityPage.module.css';
import { useRoleOptions } from '@/features/security/useRoleOptions';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { useFormat } from '@/lib/format/useFormat';
import { useMe } from '@/lib/session/me';

type User = components['schemas']['UserView'];
type Change = components['schemas']['UserChange'];

export default function UsersTab() {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const [adding, setAdding] = useState<'person' | 'service'>();
  const {
    data: users,
    error,
    refetch,
  } = useQuery({
    queryKey: ['users'],
    queryFn: () => data(api.GET('/api/security/users')),
  });
  const change = useMutation({
    mutationFn: ({ name, ...body }: Change & { name: string }) =>
      data(api.PATCH('/api/security/users/{name}', { params: { path: { name } }, body })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['users'] }),
  });
  return (
    <Panel
      title={t('users.title', { count: users?.length ?? 0 })}
      extra={
        <span className={styles.filters}>
          <Button onClick={() => setAdding('service')}>{t('services.add')}</Button>
          <Button type="primary" onClick={() => setAdding('person')}>
            {t('users.add')}
          </Button>
        </span>
      }
    >
      {(error || change.error) && <ErrorNotice error={error ?? change.error} onRetry={refetch} />}
      {!users && !error && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
      {users && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('name')}</th>
              <th scope="col">{t('users.displayName')}</th>
              <th scope="col">{t('roles')}</th>
              <th scope="col">{t('groups.short')}</th>
              <th scope="col">{t('users.lastSignIn')}</th>
              <th scope="col">{t('users.state')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('users.disable')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {users.map((user) => (
              <UserRow
                key={user.name}
                user={user}
                onChange={(body) => change.mutate({ name: user.name, ...body })}
              />
            ))}
          </tbody>
        </table>
      )}
      {adding === 'person' && <NewUserModal onClose={() => setAdding(undefined)} />}
      {adding === 'service' && <NewServiceModal onClose={() => setAdding(undefined)} />}
    </Panel>
  );
}

function UserRow({ user, onChange }: { user: User; onChange: (change: Change) => void }) {
  const { t } = useTranslation('security');
  const me = useMe();
  const format = useFormat();
  const options = useRoleOptions();
  const [roles, setRoles] = useState(user.roles);
  const changed = [...roles].sort().join() !== [...user.roles].sort().join();
  return (
    <tr>
      <td>
        <strong>{user.name}</strong> {user.demo && <Tag>{t('users.demo')}</Tag>}
        {user.owner && <Tag>{t('services.of', { owner: user.owner })}</Tag>}
      </td>
      <td>{user.display_name}</td>
      <td>
        <span className={styles.filters}>
          <Select
            mode="multiple"
            size="small"
            value={roles}
            aria-label={t('users.rolesOf', { name: user.name })}
            onChange={setRoles}
            style={{ minWidth: 220 }}
            options={options.map((option) => ({
              ...option,
              disabled: user.provided_roles?.includes(option.value),
              title: user.provided_roles?.includes(option.value) ? t('users.provided') : undefined,
            }))}
          />
          {changed && (
            <>
              <Button
                size="small"
                type="primary"
                disabled={roles.length === 0}
                onClick={() => onChange({ roles })}
              >
                {t('users.saveRoles')}
              </Button>
              <Button size="small" onClick={() => setRoles(user.roles)}>
                {t('action.cancel')}
              </Button>
            </>
          )}
        </span>
      </td>
      <td>{user.groups?.join(' · ')}</td>
      <td>{user.last_sign_in_at ? format.ago(user.last_sign_in_at) : '–'}</td>
      <td>
        <Tag color={user.disabled ? 'default' : 'success'}>
          {t(user.disabled ? 'users.disabled' : 'users.active')}
        </Tag>
        {user.ends_at && (
          <span className={styles.quiet}>{t('users.until', { date: format.date(user.ends_at) })}</span>
        )}
      </td>
      <td className={styles.end}>
        {user.name !== me.name && (
          <Popconfirm
            title={t(user.disabled ? 'users.enableAsk' : 'users.disableAsk', { name: user.name })}
            description={user.disabled ? undefined : t('users.disableMeans')}
            okText={t(user.disabled ? 'users.enable' : 'users.disable')}
            onConfirm={() => onChange({ disabled: !user.disabled })}
          >
            <Button size="small">{t(user.disabled ? 'users.enable' : 'users.disable')}</Button>
          </Popconfirm>
        )}
      </td>
    </tr>
  );
}
