import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Form, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { useReadAnew } from '@/lib/session/useReadAnew';

type Fields = components['schemas']['NewEmergency'];

/** Opens one patient's records, with the reason that auditors and administrators will read at once. */
export function EmergencyForm() {
  const { t } = useTranslation('security');
  const navigate = useNavigate();
  const readAnew = useReadAnew();
  const begin = useMutation({
    mutationFn: (body: Fields) => data(api.POST('/api/auth/break-glass', { body })),
    onSuccess: async () => {
      await readAnew();
      await navigate({ to: '/mart' });
    },
  });
  return (
    <Panel title={t('emergency.title')}>
      <p className={styles.quiet}>{t('emergency.note')}</p>
      <Form<Fields>
        layout="vertical"
        requiredMark={false}
        validateTrigger="onBlur"
        onFinish={begin.mutate}
        className={styles.narrow}
      >
        <Form.Item
          name="person_id"
          label={t('emergency.person')}
          rules={[{ required: true, message: t('seen.personMissing') }]}
        >
          <InputNumber min={0} precision={0} controls={false} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('emergency.reason')}
          extra={t('emergency.reasonMeans')}
          rules={[{ required: true, whitespace: true, min: 5, message: t('emergency.reasonMissing') }]}
        >
          <Input.TextArea rows={2} maxLength={1000} />
        </Form.Item>
        {begin.error && <ErrorNotice error={begin.error} compact />}
        <Button danger htmlType="submit" loading={begin.isPending}>
          {t('emergency.begin')}
        </Button>
      </Form>
    </Panel>
  );
}
