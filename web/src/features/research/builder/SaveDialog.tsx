import { Button, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';

interface Props {
  name: string;
  isNew: boolean;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onSave: (name: string, comment: string) => void;
}

/** The name, and a word on what has changed. */
export function SaveDialog({ name, isNew, busy, error, onClose, onSave }: Props) {
  const { t } = useTranslation('builder');
  const [form] = Form.useForm<{ name: string; comment?: string }>();
  return (
    <Modal
      open
      onCancel={onClose}
      title={t(isNew ? 'save.newTitle' : 'save.title')}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={form.submit}>
            {t('save.do')}
          </Button>
        </>
      }
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name }}
        onFinish={(given) => onSave(given.name.trim(), given.comment?.trim() ?? '')}
      >
        <Form.Item
          name="name"
          label={t('save.name')}
          rules={[{ required: true, whitespace: true, message: t('save.nameMissing') }]}
        >
          <Input maxLength={200} autoFocus={isNew} onPressEnter={form.submit} />
        </Form.Item>
        <Form.Item name="comment" label={t('save.comment')}>
          <Input
            maxLength={500}
            autoFocus={!isNew}
            placeholder={t('save.commentHint')}
            onPressEnter={form.submit}
          />
        </Form.Item>
      </Form>
      {Boolean(error) && <ErrorNotice error={error} compact />}
    </Modal>
  );
}
