import { Input } from 'antd';
import styles from '@/features/research/builder/Builder.module.css';
import { useBuilder } from '@/features/research/builder/context';
import { type Path, valueAt } from '@/features/research/builder/definition/paths';

interface Props {
  label: string;
  path: Path;
  /** Without a date it says nothing; else it keeps the one that it has. */
  open?: boolean;
}

/** A day of the calendar. */
export function DateField({ label, path, open = false }: Props) {
  const { expression, set, readOnly } = useBuilder();
  const value = valueAt(expression, path);
  return (
    <Input
      size="small"
      type="date"
      aria-label={label}
      className={styles.date}
      disabled={readOnly}
      value={typeof value === 'string' ? value.slice(0, 10) : ''}
      onChange={(event) => {
        const next = event.target.value;
        if (next || open) set(path, next || undefined, 'typed');
      }}
    />
  );
}
