import { InboxOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import styles from '@/components/EmptyState.module.css';

interface Props {
  title: string;
  /** Why there is nothing. */
  reason: ReactNode;
  /** What to do next. */
  action?: ReactNode;
}

export function EmptyState({ title, reason, action }: Props) {
  return (
    <div className={styles.empty}>
      <InboxOutlined className={styles.icon} aria-hidden />
      <p className={styles.title}>{title}</p>
      <p className={styles.reason}>{reason}</p>
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}
