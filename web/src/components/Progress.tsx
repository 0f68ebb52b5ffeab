import { Progress as Bar } from 'antd';
import styles from '@/components/Progress.module.css';
import { percent } from '@/lib/format/numbers';

interface Props {
  /** 0 to 1; null while nobody knows. */
  fraction: number | null;
  /** What is being done now. */
  message: string;
  state?: 'active' | 'done' | 'failed';
}

/** Long work: how far, doing what. Said to screen readers as it changes. */
export function Progress({ fraction, message, state = 'active' }: Props) {
  const status = state === 'failed' ? 'exception' : state === 'done' ? 'success' : 'normal';
  return (
    <div className={styles.progress}>
      <div className={styles.words} aria-live="polite">
        <span className={styles.message}>{message}</span>
        {fraction !== null && <span>{percent(fraction)}</span>}
      </div>
      <Bar
        percent={(fraction ?? 0) * 100}
        showInfo={false}
        status={status}
        size="small"
        aria-label={message}
      />
    </div>
  );
}
