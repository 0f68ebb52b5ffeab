import { InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import styles from '@/features/research/builder/Builder.module.css';
import { useBuilder } from '@/features/research/builder/context';
import { DateField } from '@/features/research/builder/criteria/DateField';
import { merged, type Range } from '@/features/research/builder/definition/circe';
import { type Path, valueAt } from '@/features/research/builder/definition/paths';

const OPS = ['gte', 'gt', 'lte', 'lt', 'eq', 'bt', '!bt', '!eq'];

interface Props {
  label: string;
  kind: 'number' | 'date';
  path: Path;
}

/** A comparison with a number or a day; between has two. */
export function RangeField({ label, kind, path }: Props) {
  const { t } = useTranslation('builder');
  const { expression, set, readOnly } = useBuilder();
  const value = (valueAt(expression, path) ?? {}) as Range;
  const op = value.Op ?? 'gte';
  const between = op.endsWith('bt');
  const one = (name: 'Value' | 'Extent', of: string) =>
    kind === 'date' ? (
      <DateField label={of} path={[...path, name]} />
    ) : (
      <InputNumber
        size="small"
        aria-label={of}
        className={styles.number}
        disabled={readOnly}
        value={value[name] as number | undefined}
        onChange={(next) => next !== null && set([...path, name], next, 'typed')}
      />
    );
  return (
    <>
      <Choice
        label={t('range.op', { of: label })}
        value={op}
        disabled={readOnly}
        options={OPS.map((each) => ({ value: each, label: t(`op.${each}`) }))}
        onChange={(next) =>
          set(
            path,
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
