import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, Select, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { useObjectOptions } from '@/features/security/projects/useObjectOptions';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

type Declaration = components['schemas']['ObjectDeclaration'];

const KEY = ['object-owners'];

/** Who decides about which table, column or tag, and what needs a second person. */
export function OwnersPanel({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Declaration>();
  const options = useObjectOptions();
  const { data: declared, error } = useQuery({
    queryKey: KEY,
    queryFn: () => data(api.GET('/api/security/owners')),
  });
  const declare = useMutation({
    mutationFn: (body: Declaration) =>
      data(api.PUT('/api/security/owners', { body: { ...body, owner: body.owner?.trim() || null } })),
    onSuccess: () => {
      form.resetFields();
      return queryClient.invalidateQueries({ queryKey: KEY });
    },
  });
  return (
    <Panel title={t('owners.title')}>
      <p className={styles.quiet}>{t('owners.note')}</p>
      {mayChange && (
        <Form
          form={form}
          layout="inline"
          colon={false}
          requiredMark={false}
          initialValues={{ sensitive: false }}
          className={styles.newName}
          onFinish={declare.mutate}
        >
          <Form.Item
            name="object"
            label={t('requests.what')}
            rules={[{ required: true, message: t('requests.whatMissing') }]}
          >
            <Select showSearch options={options} style={{ minWidth: 220 }} />
          </Form.Item>
          <Form.Item name="owner" label={t('owners.owner')}>
            <Input autoComplete="off" maxLength={120} placeholder={t('owners.stewards')} />
          </Form.Item>
          <Form.Item name="sensitive" valuePropName="checked">
            <Checkbox>{t('owners.sensitive')}</Checkbox>
          </Form.Item>
          <Button htmlType="submit" loading={declare.isPending}>
            {t('owners.declare')}
          </Button>
        </Form>
      )}
      {(error || declare.error) && <ErrorNotice error={error ?? declare.error} compact />}
      {!declared && !error && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {declared && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('requests.what')}</th>
              <th scope="col">{t('owners.owner')}</th>
              <th scope="col">{t('owners.sensitive')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('requests.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {declared.map((each) => (
              <tr key={each.object}>
                <td>
                  <code>{each.object}</code>
                </td>
                <td>{each.owner ?? <span className={styles.quiet}>{t('owners.stewards')}</span>}</td>
                <td>{t(each.sensitive ? 'owners.twoPersons' : 'owners.onePerson')}</td>
                <td className={styles.end}>
                  {mayChange && (
                    <Button
                      size="small"
                      aria-label={t('owners.changeOf', { object: each.object })}
                      onClick={() => form.setFieldsValue(each)}
                    >
                      {t('projects.edit')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
