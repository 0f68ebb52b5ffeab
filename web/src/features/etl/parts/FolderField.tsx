import { Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Source } from '@/features/etl/api/start';
import styles from '@/features/etl/parts/StartDialog.module.css';

const KEY = 'asan.etl.folder';

/** A folder or zip on the server; the last one used stands there already. */
export function FolderField({ onChange }: { onChange: (source: Source | undefined) => void }) {
  const { t } = useTranslation('etl');
  const id = useId();
  const [path, setPath] = useState(() => localStorage.getItem(KEY) ?? '');
  const [left, setLeft] = useState(false);
  const absolute = path.trim().startsWith('/') || /^[A-Za-z]:[\\/]/.test(path.trim());
  const change = (next: string) => {
    setPath(next);
    const given = next.trim();
    const fits = given.startsWith('/') || /^[A-Za-z]:[\\/]/.test(given);
    if (fits) localStorage.setItem(KEY, given);
    onChange(fits ? { path: given } : undefined);
  };
  return (
    <div>
      <label htmlFor={id} className={styles.label}>
        {t('start.path')}
      </label>
      <Input
        id={id}
        value={path}
        placeholder="/data/synthea/output/csv"
        status={left && !absolute ? 'error' : undefined}
        aria-describedby={`${id}-note`}
        onFocus={() => path && change(path)}
        onChange={(event) => change(event.target.value)}
        onBlur={() => setLeft(true)}
        autoFocus
      />
      <p id={`${id}-note`} className={left && !absolute ? styles.problem : styles.note}>
        {t(left && !absolute ? 'start.pathWrong' : 'start.pathNote')}
      </p>
    </div>
  );
}
