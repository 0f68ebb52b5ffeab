import styles from '@/components/Choice.module.css';

interface Props {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  disabled?: boolean;
  onChange: (value: string) => void;
}

/** The browser's own select: light, and known to every keyboard and screen reader. */
export function Choice({ label, value, options, disabled, onChange }: Props) {
  return (
    <select
      className={styles.choice}
      aria-label={label}
      value={value}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
