import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/FormDialog';
import { useRoleOptions } from '@/features/security/useRoleOptions';
import { api, data } from '@/lib/api/client';
import { useMe } from '@/lib/session/me';

const DAY = 86_400_000;

interface Fields {
  name: string;
  owner: string;
  roles: string[];
  days: number;
}

/** An account for a program: it has no password, and someone answers for it. */
export function NewServiceModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const me = useMe();
  const options = useRoleOptions();
  const [form] = Form.useForm<Fields>();
  const create = useMutation({
    mutationFn: ({ days, ...body }: Fields) =>
      data(
        api.POST('/api/security/service-accounts', {
          body: { ...body, display_name: '', ends_at: new Date(Date.now() + days * DAY).toISOString() },
        }),
      ),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['users'] });
      onClose();
    },
  });
  return (
    <FormDialog
      title={t('services.add')}
      okText={t('users.create')}
      note={<p>{t('services.note')}</p>}
      form={form}
      initialValues={{ owner: me.name, roles: ['researcher'], days: 365 }}
      send={create}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('name')}
        validateTrigger="onBlur"
        rules={[{ required: true, min: 2, message: t('users.nameMissing') }]}
      >
        <Input autoComplete="off" maxLength={120} placeholder={t('services.example')} />
      </Form.Item>
      <Form.Item
        name="owner"
        label={t('services.owner')}
        rules={[{ required: true, message: t('services.ownerMissing') }]}
      >
        <Input autoComplete="off" maxLength={120} />
      </Form.Item>
      <Form.Item
        name="roles"
        label={t('roles')}
        rules={[{ required: true, message: t('users.rolesMissing') }]}
      >
        <Select mode="multiple" options={options} />
      </Form.Item>
      <Form.Item
        name="days"
        label={t('tokens.days')}
        rules={[{ required: true, message: t('services.daysMissing') }]}
      >
        <InputNumber min={1} max={3660} precision={0} />
      </Form.Item>
    </FormDialog>
  );
}
