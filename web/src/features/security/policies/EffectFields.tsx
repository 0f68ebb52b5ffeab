import { Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Kind } from '@/features/security/policies/api';
import { FIGURES, type Fields, MASKS, RULES } from '@/features/security/policies/definition';
import { maskName } from '@/lib/masks';

type Props = Pick<Fields, 'mask' | 'rule'> & { kind: Kind };

/** What an effect needs to be told beyond its kind: the mask and its figure, or the rule for rows. */
export function EffectFields({ kind, mask, rule }: Props) {
  const { t } = useTranslation('security');
  if (kind === 'mask') {
    return (
      <>
        <Form.Item name="mask" label={t('policies.mask')} initialValue="null">
          <Select options={MASKS.map((one) => ({ value: one, label: maskName(t, one) }))} />
        </Form.Item>
        {mask && mask in FIGURES && (
          <Form.Item name="figure" label={t(`policies.figure.${FIGURES[mask as keyof typeof FIGURES]}`)}>
            <InputNumber min={1} precision={0} style={{ width: '100%' }} />
          </Form.Item>
        )}
        {mask === 'constant' && (
          <Form.Item name="constant" label={t('policies.constant')}>
            <Input maxLength={100} placeholder="[masked]" />
          </Form.Item>
        )}
      </>
    );
  }
  if (kind !== 'rows') return null;
  const known = RULES.find((one) => one === rule);
  const rules = known || !rule ? RULES : [...RULES, rule];
  return (
    <>
      <Form.Item name="rule" label={t('policies.ruleLabel')} initialValue="dates">
        <Select options={rules.map((one) => ({ value: one, label: t(`policies.rule.${one}`) }))} />
      </Form.Item>
      {(known === 'care_sites' || known === 'cohort') && (
        <Form.Item
          name="ids"
          label={t('policies.ids')}
          rules={[{ required: true, message: t('policies.idsMissing') }]}
        >
          <Select mode="tags" tokenSeparators={[',', ' ']} open={false} />
        </Form.Item>
      )}
      {(known === 'dates' || !rule) && (
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
