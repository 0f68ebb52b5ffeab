import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import styles from '@/features/research/builder/Builder.module.css';
import { useBuilder } from '@/features/research/builder/context';
import type { Limit } from '@/features/research/builder/definition/circe';
import { type Path, valueAt } from '@/features/research/builder/definition/paths';

const LIMITS = ['First', 'All', 'Last'];

/** Which of a person's events go on. */
export function LimitField({ label, path }: { label: string; path: Path }) {
  const { t } = useTranslation('builder');
  const { expression, set, readOnly } = useBuilder();
  const said = (valueAt(expression, path) as Limit | undefined)?.Type ?? '';
  // Circe takes every other word, and none, for the first.
  const limit = LIMITS.find((each) => each.toLowerCase() === said.toLowerCase()) ?? 'First';
  return (
    <div className={styles.line}>
      <span>{label}</span>
      <Choice
        label={label}
        value={limit}
        disabled={readOnly}
        options={LIMITS.map((each) => ({ value: each, label: t(`limit.${each}`) }))}
        onChange={(next) => set([...path, 'Type'], next)}
      />
    </div>
  );
}
