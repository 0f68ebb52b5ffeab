import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/features/security/SecurityPage.module.css';

export interface NewName {
  name: string;
  title: string;
}

interface Props {
  label: string;
  example: string;
  busy: boolean;
  /** Resolves when the thing is made; the fields are then empty again. */
  onCreate: (body: NewName) => Promise<unknown>;
}

/** Makes a group or a role: the name that policies say, and what people call it. */
export function NewNameForm({ label, example, busy, onCreate }: Props) {
  const { t } = useTranslation('security');
  const [form] = Form.useForm<NewName>();
  return (
    <Form
      form={form}
      layout="inline"
      colon={false}
      requiredMark={false}
      initialValues={{ title: '' }}
      className={styles.newName}
      onFinish={(body) => onCreate(body).then(() => form.resetFields())}
    >
      <Form.Item
        name="name"
        label={label}
        validateTrigger="onBlur"
        rules={[{ required: true, min: 2, whitespace: true, message: t('groups.nameMissing') }]}
      >
        <Input autoComplete="off" maxLength={60} placeholder={example} />
      </Form.Item>
      <Form.Item name="title" label={t('groups.called')}>
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <Button htmlType="submit" loading={busy}>
        {t('users.create')}
      </Button>
    </Form>
  );
}
