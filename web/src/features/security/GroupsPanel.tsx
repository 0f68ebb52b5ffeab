import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm, Select, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { type NewName, NewNameForm } from '@/features/security/NewNameForm';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

type Group = components['schemas']['GroupView'];

const KEY = ['groups'];

/** Teams that policies name, and who is in them. */
export function GroupsPanel() {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const { data: groups, error } = useQuery({
    queryKey: KEY,
    queryFn: () => data(api.GET('/api/security/groups')),
  });
  const refresh = async () => {
    await queryClient.invalidateQueries({ queryKey: KEY });
    await queryClient.invalidateQueries({ queryKey: ['users'] });
  };
  const create = useMutation({
    mutationFn: (body: NewName) => data(api.POST('/api/security/groups', { body })),
    onSuccess: refresh,
  });
  return (
    <Panel title={t('groups.title')}>
      <p className={styles.quiet}>{t('groups.note')}</p>
      <NewNameForm
        label={t('groups.new')}
        example={t('groups.example')}
        busy={create.isPending}
        onCreate={create.mutateAsync}
      />
      {(error || create.error) && <ErrorNotice error={error ?? create.error} compact />}
      {!groups && !error && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
      {groups?.length === 0 && <p className={styles.quiet}>{t('groups.none')}</p>}
      {groups && groups.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('groups.name')}</th>
              <th scope="col">{t('groups.members')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('groups.delete')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <GroupRow key={group.name} group={group} onChange={refresh} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function GroupRow({ group, onChange }: { group: Group; onChange: () => Promise<void> }) {
  const { t } = useTranslation('security');
  const { data: users } = useQuery({
    queryKey: ['users'],
    queryFn: () => data(api.GET('/api/security/users')),
  });
  const path = { name: group.name };
  const members = group.members.map((member) => member.name);
  const change = useMutation({
    mutationFn: (chosen: string[]) =>
      data(
        api.PATCH('/api/security/groups/{name}', {
          params: { path },
          body: {
            add: chosen.filter((name) => !members.includes(name)),
            remove: members.filter((name) => !chosen.includes(name)),
          },
        }),
      ),
    onSettled: onChange,
  });
  const remove = useMutation({
    mutationFn: () => data(api.DELETE('/api/security/groups/{name}', { params: { path } })),
    onSettled: onChange,
  });
  const provided = new Set(group.members.filter(({ source }) => source).map(({ name }) => name));
  return (
    <tr>
      <td>
        <strong>{group.title}</strong>
        {group.title !== group.name && <div className={styles.quiet}>{group.name}</div>}
      </td>
      <td>
        <Select
          mode="multiple"
          size="small"
          showSearch={{ optionFilterProp: 'label' }}
          value={change.isPending ? change.variables : members}
          aria-label={t('groups.membersOf', { name: group.title })}
          placeholder={t('groups.empty')}
          loading={change.isPending}
          onChange={(chosen: string[]) => change.mutate(chosen)}
          style={{ width: '100%', minWidth: 320 }}
          options={users?.map(({ name, display_name }) => ({
            value: name,
            label: display_name === name ? name : `${display_name} (${name})`,
            disabled: provided.has(name),
            title: provided.has(name) ? t('users.provided') : undefined,
          }))}
        />
        {(change.error || remove.error) && <ErrorNotice error={change.error ?? remove.error} compact />}
      </td>
      <td className={styles.end}>
        <Popconfirm
          title={t('groups.deleteAsk', { name: group.title })}
          description={t('groups.deleteMeans', { count: members.length })}
          okText={t('groups.delete')}
          onConfirm={() => remove.mutate()}
        >
          <Button size="small" danger>
            {t('groups.delete')}
          </Button>
        </Popconfirm>
      </td>
    </tr>
  );
}
