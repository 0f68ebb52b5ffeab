import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, InputNumber, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import styles from '@/features/security/SecurityPage.module.css';
import { TOKENS_KEY, TokenTable } from '@/features/security/TokenTable';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { useMe } from '@/lib/session/me';

type NewToken = components['schemas']['NewToken'];

const SCOPES: NewToken['scopes'] = ['query', 'export', 'operate', 'admin'];

/** API tokens: made once, shown once, ended any time. */
export function TokensPanel() {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const [fresh, setFresh] = useState<string>();
  const [form] = Form.useForm<NewToken>();
  const { projects } = useMe();
  const { data: tokens, error } = useQuery({
    queryKey: TOKENS_KEY,
    queryFn: () => data(api.GET('/api/auth/tokens')),
  });
  const { data: services } = useQuery({
    queryKey: ['service-accounts'],
    queryFn: () => data(api.GET('/api/auth/service-accounts')),
  });
  const refresh = () => queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
  const create = useMutation({
    mutationFn: (body: NewToken) => data(api.POST('/api/auth/tokens', { body })),
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
        initialValues={{ days: 90, scopes: ['query'] }}
        onFinish={create.mutate}
        className={styles.newName}
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
        <Form.Item
          name="scopes"
          label={t('tokens.scopes')}
          rules={[{ required: true, message: t('tokens.scopesMissing') }]}
        >
          <Select
            mode="multiple"
            style={{ minWidth: 200 }}
            options={SCOPES.map((scope) => ({ value: scope, label: t(`scope.${scope}`) }))}
            optionRender={({ value }) => (
              <>
                {t(`scope.${value}`)} <span className={styles.quiet}>{t(`scopeMeans.${value}`)}</span>
              </>
            )}
            popupMatchSelectWidth={false}
          />
        </Form.Item>
        {services && services.length > 0 && (
          <Form.Item name="account" label={t('tokens.account')}>
            <Select
              allowClear
              placeholder={t('tokens.myself')}
              style={{ minWidth: 140 }}
              options={services.map(({ name }) => ({ value: name, label: name }))}
            />
          </Form.Item>
        )}
        {projects.length > 0 && (
          <Form.Item name="project" label={t('tokens.project')}>
            <Select
              allowClear
              placeholder={t('tokens.anyProject')}
              style={{ minWidth: 160 }}
              options={projects.map(({ key, title }) => ({ value: key, label: title }))}
            />
          </Form.Item>
        )}
        <Button htmlType="submit" loading={create.isPending}>
          {t('tokens.create')}
        </Button>
      </Form>
      {create.error && <ErrorNotice error={create.error} compact />}
      {fresh && <FreshToken text={fresh} onDone={() => setFresh(undefined)} />}
      {error && <ErrorNotice error={error} onRetry={refresh} />}
      {!tokens && !error && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {tokens?.length === 0 && <p className={styles.quiet}>{t('tokens.none')}</p>}
      {tokens && tokens.length > 0 && <TokenTable tokens={tokens} />}
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
