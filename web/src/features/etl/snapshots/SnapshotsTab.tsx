import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { ComparePanel } from '@/features/etl/snapshots/ComparePanel';
import { SnapshotTable } from '@/features/etl/snapshots/SnapshotTable';
import { UpkeepPanel } from '@/features/etl/snapshots/UpkeepPanel';
import { useHasRole } from '@/lib/session/me';
import { snapshotsQuery } from '@/lib/snapshot';

/** Every published state of the data: named, laid side by side, cleared away. */
export default function SnapshotsTab() {
  const { t } = useTranslation('etl');
  const mayName = useHasRole('admin', 'engineer', 'steward');
  const mayExpire = useHasRole('admin', 'engineer');
  const { data: snapshots, error, refetch } = useQuery(snapshotsQuery);
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  return (
    <>
      <Panel title={t('snapshots.title')} flush={Boolean(snapshots?.length)}>
        {!snapshots && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
        {snapshots?.length === 0 && (
          <EmptyState title={t('snapshots.none')} reason={t('snapshots.noneReason')} />
        )}
        {snapshots && snapshots.length > 0 && <SnapshotTable snapshots={snapshots} mayName={mayName} />}
      </Panel>
      {mayName && snapshots && snapshots.length > 1 && <ComparePanel snapshots={snapshots} />}
      {mayExpire && snapshots && snapshots.length > 0 && <UpkeepPanel />}
    </>
  );
}
