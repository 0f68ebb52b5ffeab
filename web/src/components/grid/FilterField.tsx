import { useEffect, useState } from 'react';
import styles from '@/components/grid/DataGrid.module.css';

interface Props {
  label: string;
  value: string;
  onChange: (text: string) => void;
}

/** Milliseconds without a key after which the server is asked. */
const PAUSE = 350;

/** Typed text is kept here and handed on at a pause, on Enter, or on leaving. */
export function FilterField({ label, value, onChange }: Props) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <input
      className={styles.field}
      value={text}
      aria-label={label}
      placeholder="…"
      spellCheck={false}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && text !== value) onChange(text);
        if (event.key === 'Escape') setText('');
      }}
      onBlur={() => text !== value && onChange(text)}
    />
  );
}
