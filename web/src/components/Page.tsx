import { type ReactNode, useEffect } from 'react';
import styles from '@/components/Page.module.css';

interface Props {
  title: string;
  /** One sentence: what the page is for. */
  purpose: ReactNode;
  /** The one primary action. */
  action?: ReactNode;
  /** Beside the title: a state, a count. */
  aside?: ReactNode;
  /** The page fills the window and its content scrolls inside (grids, graphs). */
  fill?: boolean;
  children: ReactNode;
}

export function Page({ title, purpose, action, aside, fill = false, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Asan Data Platform`;
  }, [title]);
  return (
    <div className={fill ? styles.fill : styles.page}>
      <header className={styles.header}>
        <div className={styles.words}>
          <div className={styles.line}>
            <h1 className={styles.title}>{title}</h1>
            {aside}
          </div>
          <p className={styles.purpose}>{purpose}</p>
        </div>
        {action && <div className={styles.action}>{action}</div>}
      </header>
      {children}
    </div>
  );
}
