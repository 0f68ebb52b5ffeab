import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { dashboardQuery } from '@/features/dashboard/api';
import styles from '@/features/dashboard/DashboardPage.module.css';
import { ChartSkeleton, DashboardSkeleton } from '@/features/dashboard/DashboardSkeleton';
import { KeyFigures } from '@/features/dashboard/KeyFigures';
import { LastRuns } from '@/features/dashboard/LastRuns';
import { MappingChart } from '@/features/dashboard/MappingChart';
import { TablesChart } from '@/features/dashboard/TablesChart';
import { VisitsChart } from '@/features/dashboard/VisitsChart';
import { useHasRole } from '@/lib/session/me';
import { snapshotQuery, usePinned } from '@/lib/snapshot';

// The drawing library is large; the figures do not wait for it.
const TrendChart = lazy(() => import('@/features/dashboard/TrendChart'));
const PyramidChart = lazy(() => import('@/features/dashboard/PyramidChart'));

export function DashboardPage() {
  const { t } = useTranslation('dashboard');
  return (
    <Page title={t('title')} purpose={t('purpose')}>
      <Content />
    </Page>
  );
}

function Content() {
  const { t } = useTranslation('dashboard');
  const runsEtl = useHasRole('admin', 'engineer', 'steward');
  const pinned = usePinned();
  const { data: snapshot } = useQuery(snapshotQuery(pinned));
  const {
    data: board,
    error,
    refetch,
  } = useQuery({
    ...dashboardQuery(pinned),
    enabled: snapshot !== null,
  });
  if (snapshot === null) {
    return (
      <EmptyState
        title={t('empty.title')}
        reason={t(runsEtl ? 'empty.reason' : 'empty.ask')}
        action={
          runsEtl && (
            <LinkButton to="/etl" primary>
              {t('empty.action')}
            </LinkButton>
          )
        }
      />
    );
  }
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!board) return <DashboardSkeleton />;
  if (board.limited.includes('person')) {
    return (
      <EmptyState
        title={t('limited.title')}
        reason={t('limited.reason')}
        action={<LinkButton to="/mart">{t('limited.action')}</LinkButton>}
      />
    );
  }
  return (
    <div className={styles.board}>
      {board.limited.length > 0 && (
        <Alert
          type="info"
          className={styles.all}
          title={t('limited.some', { tables: board.limited.join(', ') })}
        />
      )}
      <KeyFigures board={board} />
      <div className={styles.wide}>
        <Suspense fallback={<ChartSkeleton />}>
          <TrendChart board={board} />
        </Suspense>
      </div>
      <div className={styles.narrow}>
        <Suspense fallback={<ChartSkeleton />}>
          <PyramidChart board={board} />
        </Suspense>
      </div>
      <div className={styles.half}>
        <VisitsChart board={board} />
      </div>
      <div className={styles.half}>
        <MappingChart board={board} />
      </div>
      <div className={styles.wide}>
        <TablesChart board={board} />
      </div>
      <div className={styles.narrow}>
        <LastRuns board={board} />
      </div>
    </div>
  );
}
