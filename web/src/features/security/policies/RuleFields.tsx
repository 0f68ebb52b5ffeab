import { useQuery } from '@tanstack/react-query';
import { Checkbox, Form, Input, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Fields, isOfConcepts, RULES, TURNED } from '@/features/security/policies/definition';
import { useColumns } from '@/features/security/policies/useColumns';
import { api, data } from '@/lib/api/client';

type Props = Pick<Fields, 'rule' | 'record' | 'column' | 'tables'>;

/** Which rows stay: the kind of rule, whether it is turned round, and what it names. */
export function RuleFields({ rule = 'dates', record, column, tables = [] }: Props) {
  const { t } = useTranslation('security');
  const columns = useColumns();
  const asked = rule === 'record' ? record : rule === 'values' ? tables[0] && `${tables[0]}.${column}` : '';
  return (
    <>
      <Form.Item name="rule" label={t('policies.ruleLabel')} initialValue="dates">
        <Select options={RULES.map((one) => ({ value: one, label: t(`policies.rule.${one}`) }))} />
      </Form.Item>
      {TURNED.has(rule) && (
        <Form.Item name="absent" label={t('policies.turned')} initialValue={false}>
          <Radio.Group
            options={[false, true].map((absent) => ({
              value: absent,
              label: t(`policies.${absent ? 'without' : 'with'}.${rule}`),
            }))}
          />
        </Form.Item>
      )}
      {rule === 'cohort' && <CohortField />}
      {(rule === 'care_sites' || rule === 'persons') && (
        <Form.Item
          name="ids"
          label={t(`policies.ids.${rule}`)}
          rules={[
            { required: true, message: t('policies.idsMissing') },
            wholeNumbers(t('policies.idsWrong')),
          ]}
        >
          <Select mode="tags" tokenSeparators={[',', ' ']} open={false} />
        </Form.Item>
      )}
      {rule === 'record' && (
        <Form.Item
          name="record"
          label={t('policies.record')}
          rules={[{ required: true, message: t('policies.recordMissing') }]}
        >
          <Select
            options={columns.ofPersons.map((name) => ({ value: name, label: name }))}
            showSearch={{ optionFilterProp: 'label' }}
          />
        </Form.Item>
      )}
      {rule === 'values' && (
        <Form.Item
          name="column"
          label={t('policies.valuesColumn')}
          extra={t('policies.valuesNote')}
          rules={[{ required: true, message: t('policies.recordMissing') }]}
        >
          <Select
            options={columns.sharedBy(tables).map((name) => ({ value: name, label: name }))}
            showSearch={{ optionFilterProp: 'label' }}
          />
        </Form.Item>
      )}
      {(rule === 'record' || rule === 'values') && (
        <Form.Item
          name="values"
          label={t('policies.values')}
          rules={[
            { required: true, message: t('policies.valuesMissing') },
            ...(asked && columns.isWhole(asked) ? [wholeNumbers(t('policies.idsWrong'))] : []),
          ]}
        >
          <Select mode="tags" tokenSeparators={[',']} open={false} />
        </Form.Item>
      )}
      {(rule === 'record' || rule === 'values') && isOfConcepts(asked) && (
        <Form.Item name="beneath" valuePropName="checked">
          <Checkbox>{t('policies.beneath')}</Checkbox>
        </Form.Item>
      )}
      {rule === 'dates' && (
        <>
          <Form.Item name="first" label={t('policies.first')}>
            <Input type="date" />
          </Form.Item>
          <Form.Item name="last" label={t('policies.last')}>
            <Input type="date" />
          </Form.Item>
        </>
      )}
    </>
  );
}

/** Cohorts by name, as far as the reader may see them; any other by its number. */
function CohortField() {
  const { t } = useTranslation('security');
  const { data: cohorts = [] } = useQuery({
    queryKey: ['policies', 'cohorts'],
    queryFn: () => data(api.GET('/api/research/cohorts')),
    retry: false,
  });
  return (
    <Form.Item
      name="ids"
      label={t('policies.ids.cohort')}
      rules={[{ required: true, message: t('policies.idsMissing') }, wholeNumbers(t('policies.idsWrong'))]}
    >
      <Select
        mode="tags"
        options={cohorts.map(({ id, name }) => ({ value: String(id), label: `${id} ${name}` }))}
        showSearch={{ optionFilterProp: 'label' }}
      />
    </Form.Item>
  );
}

/** Numbers that the browser can hold exactly. */
function wholeNumbers(message: string) {
  return {
    validator: (_: unknown, given: string[] = []) =>
      given.every((text) => /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)))
        ? Promise.resolve()
        : Promise.reject(new Error(message)),
  };
}
