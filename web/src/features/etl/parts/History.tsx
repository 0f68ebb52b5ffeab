import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { runsQuery } from '@/features/etl/api/runs';
import styles from '@/features/etl/parts/History.module.css';
import { RunRow } from '@/features/etl/parts/RunRow';
import { useFormat } from '@/lib/format/useFormat';

/** The runs, newest first, whether they were started here or on the command line. */
export function History({ onStart }: { onStart: () => void }) {
  const { t } = useTranslation('etl');
  const { language } = useFormat();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    runsQuery(language),
  );
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  const runs = data?.pages.flatMap((page) => page.runs);
  return (
    <Panel title={t('history.title')} flush={Boolean(runs?.length)}>
      {!runs && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
      {runs?.length === 0 && (
        <EmptyState
          title={t('history.none')}
          reason={t('history.noneReason')}
          action={<Button onClick={onStart}>{t('start.open')}</Button>}
        />
      )}
      {runs && runs.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              {(['run', 'state', 'source', 'started', 'seconds'] as const).map((key) => (
                <th key={key} scope="col" className={styles[key]}>
                  {t(`history.${key}`)}
                </th>
              ))}
              {(['read', 'loaded', 'rejected', 'merged'] as const).map((key) => (
                <th key={key} scope="col" className={styles.number}>
                  {t(`count.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </tbody>
        </table>
      )}
      {hasNextPage && (
        <div className={styles.more}>
          <Button onClick={() => fetchNextPage()} loading={isFetchingNextPage}>
            {t('action.more')}
          </Button>
        </div>
      )}
    </Panel>
  );
}
