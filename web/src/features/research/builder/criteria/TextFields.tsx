import { Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import styles from '@/features/research/builder/Builder.module.css';
import { useBuilder } from '@/features/research/builder/context';
import { type Path, valueAt } from '@/features/research/builder/definition/paths';

const OPS = ['contains', 'startsWith', 'endsWith', '!contains', '!startsWith', '!endsWith'];

/** A text, and how it is looked for. */
export function TextFields({ label, path }: { label: string; path: Path }) {
  const { t } = useTranslation('builder');
  const { expression, set, readOnly } = useBuilder();
  const value = (valueAt(expression, path) ?? {}) as { Text?: string; Op?: string };
  return (
    <>
      <Input
        size="small"
        aria-label={label}
        className={styles.date}
        maxLength={250}
        disabled={readOnly}
        value={value.Text ?? ''}
        onChange={(event) => set([...path, 'Text'], event.target.value, 'typed')}
      />
      <Choice
        label={t('range.op', { of: label })}
        value={value.Op ?? 'contains'}
        disabled={readOnly}
        options={OPS.map((each) => ({ value: each, label: t(`textOp.${each}`) }))}
        onChange={(next) => set([...path, 'Op'], next)}
      />
    </>
  );
}
