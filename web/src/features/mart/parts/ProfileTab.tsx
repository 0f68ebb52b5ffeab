import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { profileQuery } from '@/features/mart/api/profile';
import { ColumnProfile } from '@/features/mart/parts/ColumnProfile';
import styles from '@/features/mart/parts/ProfileTab.module.css';
import { Treatment } from '@/features/mart/parts/Treatment';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

/** What each column holds, counted when the snapshot was published. */
export function ProfileTab({ table, group }: { table: string; group: string }) {
  const { t } = useTranslation('mart');
  const format = useFormat();
  const { data, error, refetch } = useQuery(profileQuery(table, usePinned()));
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) {
    return (
      <Panel>
        <Skeleton active paragraph={{ rows: 10 }} />
      </Panel>
    );
  }
  if (data.columns.length === 0) {
    const missing = data.snapshot.version === null ? 'profile.noneInPlace' : 'profile.noneReason';
    const reason = group === 'vocabulary' ? 'profile.noneVocabulary' : missing;
    return (
      <Panel>
        <EmptyState title={t('profile.none')} reason={t(reason)} />
      </Panel>
    );
  }
  return (
    <div className={styles.profile}>
      <p className={styles.source}>
        {t(data.snapshot.version === null ? 'profile.sourceInPlace' : 'profile.source', {
          rows: format.exact(data.columns[0]?.row_count ?? 0),
          snapshot: data.snapshot.version,
          at: data.snapshot.published_at && format.dateTime(data.snapshot.published_at),
        })}
      </p>
      <ul className={styles.columns}>
        {data.columns.map((column) => (
          <ColumnProfile key={column.name} column={column} />
        ))}
        {data.masked.map(({ name, mask }) => (
          <li key={name} className={styles.column}>
            <h3 className={styles.name}>{name}</h3>
            <Treatment treatment="mask" mask={mask} />
            <p className={styles.quiet}>{t('profile.masked')}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
