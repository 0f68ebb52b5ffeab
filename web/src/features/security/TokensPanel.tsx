import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, InputNumber, Popconfirm, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';

const KEY = ['tokens'];

/** API tokens: made once, shown once, ended any time. */
export function TokensPanel() {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const [fresh, setFresh] = useState<string>();
  const [form] = Form.useForm<{ name: string; days: number }>();
  const { data: tokens, error } = useQuery({
    queryKey: KEY,
    queryFn: () => data(api.GET('/api/auth/tokens')),
  });
  const refresh = () => queryClient.invalidateQueries({ queryKey: KEY });
  const create = useMutation({
    mutationFn: (body: { name: string; days: number }) => data(api.POST('/api/auth/tokens', { body })),
    onSuccess: (made) => {
      setFresh(made.token);
      form.resetFields();
      return refresh();
    },
  });
  return (
    <Panel title={t('tokens.title')}>
      <p className={styles.quiet}>{t('tokens.note')}</p>
      <Form
        form={form}
        layout="inline"
        colon={false}
        requiredMark={false}
        initialValues={{ days: 90 }}
        onFinish={create.mutate}
        style={{ margin: '12px 0' }}
      >
        <Form.Item
          name="name"
          label={t('tokens.name')}
          rules={[{ required: true, whitespace: true, message: t('tokens.nameMissing') }]}
        >
          <Input maxLength={120} placeholder={t('tokens.example')} />
        </Form.Item>
        <Form.Item
          name="days"
          label={t('tokens.days')}
          rules={[{ required: true, message: t('tokens.daysMissing') }]}
        >
          <InputNumber min={1} max={366} precision={0} />
        </Form.Item>
        <Button htmlType="submit" loading={create.isPending}>
          {t('tokens.create')}
        </Button>
      </Form>
      {create.error && <ErrorNotice error={create.error} compact />}
      {fresh && <FreshToken text={fresh} onDone={() => setFresh(undefined)} />}
      {error && <ErrorNotice error={error} onRetry={refresh} />}
      {!tokens && !error && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {tokens?.length === 0 && <p className={styles.quiet}>{t('tokens.none')}</p>}
      {tokens && tokens.length > 0 && <TokenTable tokens={tokens} onChange={refresh} />}
    </Panel>
  );
}

function FreshToken({ text, onDone }: { text: string; onDone: () => void }) {
  const { t } = useTranslation('security');
  const { message } = App.useApp();
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    message.success(t('action.copied'));
  };
  return (
    <Alert
      type="success"
      title={t('tokens.fresh')}
      closable={{ onClose: onDone }}
      style={{ marginBottom: 12 }}
      description={
        <div className={styles.secret}>
          <code>{text}</code>
          <Button onClick={copy}>{t('action.copy')}</Button>
        </div>
      }
    />
  );
}

interface Token {
  id: number;
  name: string;
  created_at: string;
  expires_at: string;
}

function TokenTable({ tokens, onChange }: { tokens: Token[]; onChange: () => void }) {
  const { t } = useTranslation('security');
  const format = useFormat();
  const revoke = useMutation({
    mutationFn: (id: number) =>
      data(api.DELETE('/api/auth/tokens/{token_id}', { params: { path: { token_id: id } } })),
    onSettled: onChange,
  });
  return (
    <>
      {revoke.error && <ErrorNotice error={revoke.error} compact />}
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('tokens.name')}</th>
            <th scope="col">{t('tokens.created')}</th>
            <th scope="col">{t('tokens.expires')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('tokens.revoke')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <td>{token.name}</td>
              <td>{format.dateTime(token.created_at)}</td>
              <td>
                {format.date(token.expires_at)}{' '}
                <span className={styles.quiet}>({format.ago(token.expires_at)})</span>
              </td>
              <td className={styles.end}>
                <Popconfirm
                  title={t('tokens.revokeAsk', { name: token.name })}
                  description={t('tokens.revokeMeans')}
                  okText={t('tokens.revoke')}
                  onConfirm={() => revoke.mutate(token.id)}
                >
                  <Button size="small" danger>
                    {t('tokens.revoke')}
                  </Button>
                </Popconfirm>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
