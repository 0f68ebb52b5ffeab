import { InputNumber } from 'antd';
import styles from '@/features/research/builder/Builder.module.css';
import { useBuilder } from '@/features/research/builder/context';
import { type Path, valueAt } from '@/features/research/builder/definition/paths';

interface Props {
  label: string;
  path: Path;
  /** Where nothing is said. */
  otherwise?: number;
  min?: number;
  max?: number;
}

const LONG = 36_500;

/** A whole number, most often of days. */
export function DaysField({ label, path, otherwise, min = 0, max = LONG }: Props) {
  const { expression, set, readOnly } = useBuilder();
  const value = valueAt(expression, path);
  return (
    <InputNumber
      size="small"
      min={min}
      max={max}
      precision={0}
      className={styles.days}
      aria-label={label}
      disabled={readOnly}
      value={typeof value === 'number' ? value : otherwise}
      onChange={(next) => {
        if (next !== null) set(path, next, 'typed');
        else if (otherwise === undefined) set(path, undefined, 'typed');
      }}
    />
  );
}
