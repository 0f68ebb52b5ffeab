import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { useRoleOptions } from '@/features/security/useRoleOptions';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

type NewUser = components['schemas']['NewUser'];

export function NewUserModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const options = useRoleOptions();
  const [form] = Form.useForm<NewUser>();
  const create = useMutation({
    mutationFn: (body: NewUser) => data(api.POST('/api/security/users', { body })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['users'] });
      onClose();
    },
  });
  const required = (message: string) => [{ required: true, message: t(message) }];
  return (
    <Modal
      open
      title={t('users.add')}
      okText={t('users.create')}
      confirmLoading={create.isPending}
      onCancel={onClose}
      onOk={form.submit}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ display_name: '', roles: ['researcher'], language: 'ko' }}
        onFinish={create.mutate}
      >
        <Form.Item
          name="name"
          label={t('name')}
          validateTrigger="onBlur"
          rules={[{ required: true, min: 2, message: t('users.nameMissing') }]}
        >
          <Input autoComplete="off" maxLength={120} />
        </Form.Item>
        <Form.Item name="display_name" label={t('users.displayName')}>
          <Input autoComplete="off" maxLength={200} />
        </Form.Item>
        <Form.Item name="roles" label={t('roles')} rules={required('users.rolesMissing')}>
          <Select mode="multiple" options={options} />
        </Form.Item>
        <Form.Item name="language" label={t('users.language')}>
          <Select
            options={[
              { value: 'ko', label: '한국어' },
              { value: 'en', label: 'English' },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('users.password')}
          extra={t('users.passwordNote')}
          rules={required('users.passwordMissing')}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
      {create.error && <ErrorNotice error={create.error} compact />}
    </Modal>
  );
}
