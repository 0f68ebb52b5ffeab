import { useQuery } from '@tanstack/react-query';
import { Checkbox, Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { cohortsQuery } from '@/features/research/api/cohorts';
import { keptListQuery } from '@/features/research/kept/api';
import { useMakeStudy } from '@/features/research/studies/api';

interface Fields {
  name: string;
  description: string;
  site: string;
  cohorts: number[];
  analyses: number[];
  results: boolean;
}

/** What goes into a package: saved cohorts, analyses that ran as jobs, and this site's results. */
export function MakeDialog({ cohort, onClose }: { cohort: number; onClose: () => void }) {
  const { t } = useTranslation('studies');
  const [form] = Form.useForm<Fields>();
  const { data: cohorts = [], error } = useQuery(cohortsQuery);
  const { data: kept = [] } = useQuery(keptListQuery);
  const make = useMakeStudy();
  const send = async (fields: Fields) => {
    await make.mutateAsync(fields);
    onClose();
  };
  return (
    <Modal
      open
      title={t('make.title')}
      okText={t('make.start')}
      cancelText={t('action.cancel')}
      confirmLoading={make.isPending}
      onCancel={onClose}
      onOk={form.submit}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          name: '',
          description: '',
          site: '',
          cohorts: cohort > 0 ? [cohort] : [],
          analyses: [],
          results: true,
        }}
        onFinish={send}
      >
        <Form.Item
          name="name"
          label={t('make.name')}
          rules={[{ required: true, whitespace: true, message: t('make.needsName') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="description" label={t('make.description')}>
          <Input.TextArea rows={2} maxLength={20_000} />
        </Form.Item>
        <Form.Item name="cohorts" label={t('make.cohorts')} extra={t('make.cohortsNote')}>
          <Select
            mode="multiple"
            options={cohorts.map((one) => ({ value: one.id, label: one.name }))}
            showSearch={{ optionFilterProp: 'label' }}
          />
        </Form.Item>
        <Form.Item name="analyses" label={t('make.analyses')} extra={t('make.analysesNote')}>
          <Select
            mode="multiple"
            options={kept.map((one) => ({ value: one.id, label: one.name }))}
            showSearch={{ optionFilterProp: 'label' }}
          />
        </Form.Item>
        <Form.Item name="site" label={t('make.site')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="results" valuePropName="checked" extra={t('make.resultsNote')}>
          <Checkbox>{t('make.results')}</Checkbox>
        </Form.Item>
      </Form>
      {error && <ErrorNotice error={error} compact />}
      {make.error && <ErrorNotice error={make.error} compact />}
    </Modal>
  );
}
