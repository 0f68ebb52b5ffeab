import { Link } from '@tanstack/react-router';
import styles from '@/components/chart/BarList.module.css';

export interface BarItem {
  key: string;
  label: string;
  /** Length of the bar, as a fraction of the full width. */
  share: number;
  /** The value as words. */
  text: string;
  /** A second, quieter value. */
  note?: string;
  /** Address of ours that the label leads to. */
  to?: string;
  color?: string;
}

/** Named amounts below each other: a bar chart whose every row is text, and can be a link. */
export function BarList({ items, labelWidth = 168 }: { items: BarItem[]; labelWidth?: number }) {
  return (
    <ul
      className={styles.list}
      style={{ '--label': `${labelWidth}px` } as React.CSSProperties}
      tabIndex={items.some((item) => item.to) ? undefined : 0}
    >
      {items.map((item) => (
        <li key={item.key} className={styles.item}>
          {item.to ? (
            <Link to={item.to as '/'} className={styles.link} title={item.label}>
              {item.label}
            </Link>
          ) : (
            <span className={styles.label} title={item.label}>
              {item.label}
            </span>
          )}
          <span className={styles.track} aria-hidden>
            <span
              className={styles.bar}
              style={{ width: `${Math.max(item.share, 0) * 100}%`, background: item.color }}
            />
          </span>
          <span className={styles.value}>{item.text}</span>
          <span className={styles.note}>{item.note}</span>
        </li>
      ))}
    </ul>
  );
}
