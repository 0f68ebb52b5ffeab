import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, InputNumber, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/FormDialog';
import { refreshRequests } from '@/features/security/requests/api';
import { useWishes } from '@/features/security/requests/useWishes';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { useMe } from '@/lib/session/me';

type Fields = components['schemas']['NewRequest'];

interface Props {
  /** What to ask for, where a page has led here. */
  want: string;
  onClose: () => void;
}

/** Asks for a table, a column or what carries a tag, for a project of one's own. */
export function AskModal({ want, onClose }: Props) {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const { project, projects } = useMe();
  const [form] = Form.useForm<Fields>();
  const chosen = Form.useWatch('project', form);
  const { options, leads, datasets } = useWishes(chosen);
  const ask = useMutation({
    mutationFn: (body: Fields) => data(api.POST('/api/security/requests', { body })),
    onSuccess: async () => {
      await refreshRequests(queryClient);
      onClose();
    },
  });
  return (
    <FormDialog
      title={t('requests.ask')}
      okText={t('requests.send')}
      form={form}
      validateTrigger="onBlur"
      initialValues={{
        object: want || undefined,
        project: project?.key ?? projects[0]?.key,
        for_project: false,
        days: 90,
      }}
      send={ask}
      onClose={onClose}
    >
      <Form.Item
        name="project"
        label={t('requests.project')}
        rules={[{ required: true, message: t('requests.needsProject') }]}
      >
        <Select options={projects.map(({ key, title }) => ({ value: key, label: title }))} />
      </Form.Item>
      <Form.Item
        name="object"
        label={t('requests.what')}
        extra={
          datasets &&
          (datasets.length > 0
            ? t('requests.mayAskFor', { objects: datasets.join(', ') })
            : t('requests.mayAskForNothing'))
        }
        rules={[{ required: true, message: t('requests.whatMissing') }]}
      >
        <Select showSearch options={options} placeholder={t('requests.whatExample')} />
      </Form.Item>
      {leads && (
        <Form.Item name="for_project" label={t('requests.forWhom')}>
          <Radio.Group
            options={[
              { value: false, label: t('requests.forOne') },
              { value: true, label: t('requests.forAll') },
            ]}
          />
        </Form.Item>
      )}
      <Form.Item
        name="reason"
        label={t('requests.why')}
        rules={[{ required: true, whitespace: true, message: t('requests.whyMissing') }]}
      >
        <Input.TextArea rows={3} maxLength={2000} />
      </Form.Item>
      <Form.Item
        name="days"
        label={t('requests.howLong')}
        rules={[{ required: true, message: t('requests.daysMissing') }]}
      >
        <InputNumber min={1} max={366} precision={0} />
      </Form.Item>
    </FormDialog>
  );
}
