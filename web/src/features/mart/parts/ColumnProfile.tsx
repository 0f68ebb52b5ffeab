import { useTranslation } from 'react-i18next';
import type { ProfileColumn } from '@/features/mart/api/profile';
import styles from '@/features/mart/parts/ProfileTab.module.css';
import { decimal } from '@/lib/format/numbers';
import { useFormat } from '@/lib/format/useFormat';

/** One column: how full it is, its range, and its most frequent values as bars of their share. */
export function ColumnProfile({ column }: { column: ProfileColumn }) {
  const { t } = useTranslation('mart');
  const format = useFormat();
  const filled = column.row_count > 0 ? 1 - column.null_count / column.row_count : 0;
  const distinct = format.exact(column.distinct_count);
  return (
    <li className={styles.column}>
      <h3 className={styles.name}>{column.name}</h3>
      <div className={styles.fill}>
        <span className={styles.track} aria-hidden>
          <span className={styles.amount} style={{ inlineSize: `${filled * 100}%` }} />
        </span>
        <span className={styles.quiet}>{t('profile.filled', { share: format.percent(filled) })}</span>
      </div>
      <dl className={styles.facts}>
        <Fact name={t('profile.nulls')} value={format.exact(column.null_count)} />
        <Fact name={t('profile.distinct')} value={column.distinct_exact ? distinct : `≈ ${distinct}`} />
        {column.minimum !== null && <Fact name={t('profile.minimum')} value={column.minimum} />}
        {column.maximum !== null && <Fact name={t('profile.maximum')} value={column.maximum} />}
        {column.mean !== null && <Fact name={t('profile.mean')} value={decimal(column.mean, 2)} />}
      </dl>
      {column.top_values.length > 0 && <TopValues column={column} />}
    </li>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd title={value}>{value}</dd>
    </div>
  );
}

function TopValues({ column }: { column: ProfileColumn }) {
  const { t } = useTranslation('mart');
  const format = useFormat();
  const most = column.top_values[0]?.count ?? 1;
  return (
    <ol className={styles.values} aria-label={t('profile.topValues', { column: column.name })}>
      {column.top_values.slice(0, 6).map(({ value, count, name }) => (
        <li key={value} title={name ? `${value} ${name}` : value}>
          <span className={styles.bar} style={{ inlineSize: `${(count / most) * 100}%` }} aria-hidden />
          <span className={styles.value}>{name ?? (value === '' ? t('profile.emptyText') : value)}</span>
          <span className={styles.count}>{format.exact(count)}</span>
        </li>
      ))}
    </ol>
  );
}
