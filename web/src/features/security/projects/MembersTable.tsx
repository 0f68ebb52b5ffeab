import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { ErrorNotice } from '@/components/ErrorNotice';
import { type Project, projectsQuery } from '@/features/security/projects/api';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { meQuery } from '@/lib/session/me';

type Change = components['schemas']['ProjectMembersChange'];

interface Props {
  project: Project;
  mayChange: boolean;
  mayNameLeads: boolean;
}

/** Who may act for a project, and who of them leads it. */
export function MembersTable({ project, mayChange, mayNameLeads }: Props) {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const [form] = Form.useForm<{ name: string }>();
  const change = useMutation({
    mutationFn: (body: Partial<Change>) =>
      data(
        api.PATCH('/api/security/projects/{key}/members', {
          params: { path: { key: project.key } },
          body: { put: [], remove: [], ...body },
        }),
      ),
    onSuccess: () => form.resetFields(),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: projectsQuery.queryKey });
      // It may have been oneself.
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('projects.member')}</th>
            <th scope="col">{t('projects.part')}</th>
            {mayChange && (
              <th scope="col">
                <span className="visually-hidden">{t('projects.takeOut')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {project.members.map(({ name, display_name, lead }) => (
            <tr key={name}>
              <td>
                {display_name} {display_name !== name && <span className={styles.quiet}>{name}</span>}
              </td>
              <td>
                {mayNameLeads ? (
                  <Choice
                    label={t('projects.partOf', { name })}
                    value={lead ? 'lead' : 'member'}
                    options={[
                      { value: 'lead', label: t('projects.lead') },
                      { value: 'member', label: t('projects.plainMember') },
                    ]}
                    onChange={(part) => change.mutate({ put: [{ name, lead: part === 'lead' }] })}
                  />
                ) : (
                  t(lead ? 'projects.lead' : 'projects.plainMember')
                )}
              </td>
              {mayChange && (
                <td className={styles.end}>
                  {(mayNameLeads || !lead) && (
                    <Popconfirm
                      title={t('projects.takeOutAsk', { name })}
                      description={t('projects.takeOutMeans')}
                      okText={t('projects.takeOut')}
                      onConfirm={() => change.mutate({ remove: [name] })}
                    >
                      <Button size="small" danger>
                        {t('projects.takeOut')}
                      </Button>
                    </Popconfirm>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {project.members.length === 0 && <p className={styles.quiet}>{t('projects.nobody')}</p>}
      {mayChange && (
        <Form
          form={form}
          layout="inline"
          colon={false}
          requiredMark={false}
          className={styles.newName}
          onFinish={({ name }) => change.mutate({ put: [{ name: name.trim(), lead: false }] })}
        >
          <Form.Item
            name="name"
            label={t('projects.newMember')}
            rules={[{ required: true, whitespace: true, message: t('projects.memberMissing') }]}
          >
            <Input autoComplete="off" maxLength={120} placeholder={t('projects.memberExample')} />
          </Form.Item>
          <Button htmlType="submit" loading={change.isPending}>
            {t('projects.putIn')}
          </Button>
        </Form>
      )}
      {change.error && <ErrorNotice error={change.error} compact />}
    </>
  );
}
