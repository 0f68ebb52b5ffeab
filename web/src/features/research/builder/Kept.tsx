import { useTranslation } from 'react-i18next';
import styles from '@/features/research/builder/Builder.module.css';
import { membersOf, type Part } from '@/features/research/builder/definition/attributes';

interface Props {
  part: Part;
  value: object | null | undefined;
  /** Members that Circe defines and no field here shows. */
  beside?: string[];
}

/** What a part of the definition says that no field can show: it is named, and saved as it came. */
export function Kept({ part, value, beside = [] }: Props) {
  const { t } = useTranslation('builder');
  const members = membersOf(part);
  const kept = Object.entries(value ?? {}).filter(
    ([name, said]) => said !== null && (!(name in members) || beside.includes(name)),
  );
  if (kept.length === 0) return null;
  return (
    <p className={styles.kept}>
      {t('kept')}{' '}
      {kept.map(([name, said]) => (
        <code key={name} title={JSON.stringify(said).slice(0, 1000)}>
          {name}
        </code>
      ))}
    </p>
  );
}
