import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';

interface Passwords {
  old: string;
  new: string;
}

export function PasswordForm() {
  const { t } = useTranslation('security');
  const { message } = App.useApp();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (body: Passwords) => data(api.POST('/api/auth/password', { body })),
    onSuccess: async () => {
      message.success(t('password.changed'));
      queryClient.clear();
      await navigate({ to: '/sign-in', search: { next: '/security' } });
    },
  });
  return (
    <Panel title={t('password.title')}>
      <p className={styles.quiet}>{t('password.note')}</p>
      <Form<Passwords>
        layout="vertical"
        requiredMark={false}
        onFinish={change.mutate}
        style={{ marginTop: 12 }}
      >
        <div className={styles.inline}>
          <Form.Item
            name="old"
            label={t('password.old')}
            rules={[{ required: true, message: t('password.oldMissing') }]}
          >
            <Input.Password autoComplete="current-password" style={{ width: 240 }} />
          </Form.Item>
          <Form.Item
            name="new"
            label={t('password.new')}
            rules={[{ required: true, message: t('password.newMissing') }]}
          >
            <Input.Password autoComplete="new-password" style={{ width: 240 }} />
          </Form.Item>
        </div>
        {change.error && <ErrorNotice error={change.error} compact />}
        <Button htmlType="submit" loading={change.isPending} style={{ marginTop: change.error ? 12 : 0 }}>
          {t('password.submit')}
        </Button>
      </Form>
    </Panel>
  );
}
