import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Checkbox, Skeleton } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Page } from '@/components/Page';
import { lineageQuery, stepsQuery } from '@/features/etl/api/lineage';
import { shownLineage } from '@/features/etl/lineage/shown';
import styles from '@/features/etl/pages/LineagePage.module.css';
import { LineageList } from '@/features/etl/parts/LineageList';

const route = getRouteApi('/shell/etl/lineage');
const LineageGraph = lazy(() => import('@/features/etl/parts/LineageGraph'));

export function LineagePage() {
  const { t } = useTranslation('etl');
  const { node, maps } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery(lineageQuery);
  const { data: steps = [] } = useQuery(stepsQuery);
  const shown = useMemo(() => data && shownLineage(data, maps ?? false), [data, maps]);
  const choose = (next: string | undefined) =>
    navigate({ search: (old) => ({ ...old, node: next }), replace: true });
  return (
    <Page
      fill
      title={t('lineage.title')}
      purpose={t('lineage.purpose')}
      action={
        <Checkbox
          checked={maps ?? false}
          onChange={(event) =>
            navigate({
              search: (old) => ({ ...old, maps: event.target.checked || undefined }),
              replace: true,
            })
          }
        >
          {t('lineage.maps')}
        </Checkbox>
      }
    >
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {!shown && !error && <Skeleton active paragraph={{ rows: 12 }} />}
      {shown && (
        <div className={styles.both}>
          <LineageList lineage={shown} steps={steps} chosen={node} onChoose={choose} />
          <Suspense fallback={<Skeleton active paragraph={{ rows: 12 }} />}>
            <LineageGraph lineage={shown} chosen={node} onChoose={choose} />
          </Suspense>
        </div>
      )}
    </Page>
  );
}
