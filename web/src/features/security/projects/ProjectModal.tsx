import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/FormDialog';
import { type Project, projectsQuery } from '@/features/security/projects/api';
import { useObjectOptions } from '@/features/security/projects/useObjectOptions';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { meQuery, useMe } from '@/lib/session/me';

type Fields = components['schemas']['NewProject'];

const DAY = /^\d{4}-\d{2}-\d{2}$/;

interface Props {
  /** The project to change; none: a new one. */
  project?: Project;
  onClose: () => void;
}

/** Opens a project, or says otherwise what it is for, how long it lasts and what may be granted to it. */
export function ProjectModal({ project, onClose }: Props) {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const me = useMe();
  const options = useObjectOptions();
  const [form] = Form.useForm<Fields>();
  const save = useMutation({
    mutationFn: ({ key, lead, ...body }: Fields) =>
      project
        ? data(api.PATCH('/api/security/projects/{key}', { params: { path: { key: project.key } }, body }))
        : data(api.POST('/api/security/projects', { body: { key, lead: lead?.trim() || null, ...body } })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: projectsQuery.queryKey });
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      onClose();
    },
  });
  const day = [{ required: true, pattern: DAY, message: t('projects.dayMissing') }];
  const needed = (message: string) => [{ required: true, whitespace: true, message }];
  return (
    <FormDialog
      title={project ? t('projects.editOf', { title: project.title }) : t('projects.add')}
      okText={t(project ? 'projects.save' : 'projects.open')}
      form={form}
      validateTrigger="onBlur"
      initialValues={project ?? { irb_number: '', datasets: [], lead: me.name }}
      send={save}
      onClose={onClose}
    >
      {!project && (
        <Form.Item
          name="key"
          label={t('projects.key')}
          extra={t('projects.keyMeans')}
          rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9-]{0,59}$/, message: t('projects.keyWrong') }]}
        >
          <Input autoComplete="off" maxLength={60} placeholder="stroke-2026" />
        </Form.Item>
      )}
      <Form.Item name="title" label={t('projects.title')} rules={needed(t('projects.titleMissing'))}>
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="purpose"
        label={t('projects.purpose')}
        extra={t('projects.purposeMeans')}
        rules={needed(t('projects.purposeMissing'))}
      >
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item name="irb_number" label={t('projects.irb')}>
        <Input autoComplete="off" maxLength={60} />
      </Form.Item>
      <div className={styles.inline}>
        <Form.Item name="starts" label={t('projects.starts')} rules={day}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="ends" label={t('projects.ends')} extra={t('projects.endsMeans')} rules={day}>
          <Input type="date" />
        </Form.Item>
      </div>
      <Form.Item name="datasets" label={t('projects.datasets')} extra={t('projects.datasetsMean')}>
        <Select mode="tags" options={options} maxCount={200} />
      </Form.Item>
      {!project && (
        <Form.Item name="lead" label={t('projects.lead')} rules={needed(t('projects.memberMissing'))}>
          <Input autoComplete="off" maxLength={120} />
        </Form.Item>
      )}
    </FormDialog>
  );
}
