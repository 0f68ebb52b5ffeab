import { Input } from 'antd';
import { useEffect, useId, useState } from 'react';
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
  const absolute = isAbsolute(path);
  useEffect(() => {
    if (absolute) localStorage.setItem(KEY, path.trim());
    onChange(absolute ? { path: path.trim() } : undefined);
  }, [path, absolute, onChange]);
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
        onChange={(event) => setPath(event.target.value)}
        onBlur={() => setLeft(true)}
        autoFocus
      />
      <p id={`${id}-note`} className={left && !absolute ? styles.problem : styles.note}>
        {t(left && !absolute ? 'start.pathWrong' : 'start.pathNote')}
      </p>
    </div>
  );
}

function isAbsolute(path: string): boolean {
  return /^(\/|[A-Za-z]:[\\/])/.test(path.trim());
}
