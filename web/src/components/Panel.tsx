import type { ReactNode } from 'react';
import styles from '@/components/Panel.module.css';

interface Props {
  title?: ReactNode;
  /** Right of the title: links, small actions. */
  extra?: ReactNode;
  /** No padding: a grid or a list that reaches the edges. */
  flush?: boolean;
  children: ReactNode;
}

/** A bordered part of a page with a heading of its own. */
export function Panel({ title, extra, flush = false, children }: Props) {
  return (
    <section className={styles.panel}>
      {(title || extra) && (
        <header className={styles.header}>
          <h2 className={styles.title}>{title}</h2>
          {extra && <div className={styles.extra}>{extra}</div>}
        </header>
      )}
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}
