import { Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import styles from '@/features/research/builder/Builder.module.css';
import { merged, type Range } from '@/features/research/builder/circe';

const OPS = ['gte', 'gt', 'lte', 'lt', 'eq', 'bt', '!bt', '!eq'];

interface Props {
  label: string;
  kind: 'number' | 'date';
  value: Range;
  disabled: boolean;
  onChange: (value: Range) => void;
}

/** A comparison with a number or a day; between has two. */
export function RangeField({ label, kind, value, disabled, onChange }: Props) {
  const { t } = useTranslation('builder');
  const op = value.Op ?? 'gte';
  const between = op.endsWith('bt');
  const one = (name: 'Value' | 'Extent', of: string) =>
    kind === 'number' ? (
      <InputNumber
        size="small"
        aria-label={of}
        className={styles.number}
        disabled={disabled}
        value={value[name] as number | undefined}
        onChange={(next) => next !== null && onChange(merged(value, { [name]: next }))}
      />
    ) : (
      <Input
        size="small"
        type="date"
        aria-label={of}
        className={styles.date}
        disabled={disabled}
        value={value[name] as string | undefined}
        onChange={(event) => event.target.value && onChange(merged(value, { [name]: event.target.value }))}
      />
    );
  return (
    <>
      <Choice
        label={t('range.op', { of: label })}
        value={op}
        options={OPS.map((each) => ({ value: each, label: t(`op.${each}`) }))}
        onChange={(next) =>
          onChange(
            merged(value, {
              Op: next,
              Extent: next.endsWith('bt') ? (value.Extent ?? value.Value) : undefined,
            }),
          )
        }
      />
      {one('Value', label)}
      {between && <span>{t('range.and')}</span>}
      {between && one('Extent', t('range.to', { of: label }))}
    </>
  );
}
