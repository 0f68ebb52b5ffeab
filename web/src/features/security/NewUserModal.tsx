import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/FormDialog';
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
    <FormDialog
      title={t('users.add')}
      okText={t('users.create')}
      form={form}
      initialValues={{ display_name: '', roles: ['researcher'], language: 'ko' }}
      send={create}
      onClose={onClose}
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
    </FormDialog>
  );
}
