import { Button, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { useTag } from '@/features/etl/api/snapshots';

/** Name a snapshot, which keeps it from expiry. */
export function TagDialog({ version, onClose }: { version: number; onClose: () => void }) {
  const { t } = useTranslation('etl');
  const [form] = Form.useForm<{ name: string; note?: string }>();
  const tag = useTag();
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('snapshots.tagVersion', { version })}
      footer={
        <>
          <Button onClick={onClose}>{t('action.close')}</Button>
          <Button type="primary" loading={tag.isPending} onClick={form.submit}>
            {t('snapshots.tag')}
          </Button>
        </>
      }
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ name, note = '' }) => tag.mutate({ version, name, note }, { onSuccess: onClose })}
      >
        <Form.Item
          name="name"
          label={t('snapshots.tagName')}
          rules={[{ required: true, whitespace: true, message: t('snapshots.tagNameMissing') }]}
        >
          <Input maxLength={64} placeholder={t('snapshots.tagExample')} />
        </Form.Item>
        <Form.Item name="note" label={t('snapshots.note')}>
          <Input maxLength={500} />
        </Form.Item>
      </Form>
      {tag.error && <ErrorNotice error={tag.error} compact />}
    </Modal>
  );
}
