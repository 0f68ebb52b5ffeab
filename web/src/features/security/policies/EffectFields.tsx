import { Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Kind } from '@/features/security/policies/api';
import { FIGURES, type Fields, MASKS } from '@/features/security/policies/definition';
import { RuleFields } from '@/features/security/policies/RuleFields';
import { maskName } from '@/lib/masks';

type Props = { kind: Kind; said: Partial<Fields> };

/** What an effect needs to be told beyond its kind: the mask and its figure, or the rule for rows. */
export function EffectFields({ kind, said }: Props) {
  const { t } = useTranslation('security');
  const { mask } = said;
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
  const { rule, record, column, tables } = said;
  return <RuleFields {...{ rule, record, column, tables }} />;
}
