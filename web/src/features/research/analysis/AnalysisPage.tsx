import { ExportOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert, Skeleton } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { LinkTab, LinkTabs } from '@/components/LinkTabs';
import { Page } from '@/components/Page';
import styles from '@/features/research/analysis/Analysis.module.css';
import { type Cohorts, cohortsQuery } from '@/features/research/analysis/api';
import { CohortFields } from '@/features/research/analysis/CohortFields';
import { VIEWS, type View } from '@/features/research/analysis/search';
import { KeptList } from '@/features/research/kept/KeptList';
import { KeptNotice } from '@/features/research/kept/KeptNotice';
import { ApiError } from '@/lib/api/problem';
import { usePinned } from '@/lib/snapshot';

const PARTS = {
  table: lazy(() => import('@/features/research/analysis/TableView')),
  features: lazy(() => import('@/features/research/analysis/FeaturesView')),
  numbers: lazy(() => import('@/features/research/analysis/NumbersView')),
  incidence: lazy(() => import('@/features/research/analysis/IncidenceView')),
  survival: lazy(() => import('@/features/research/analysis/SurvivalView')),
  pathways: lazy(() => import('@/features/research/analysis/PathwaysView')),
};
const NEEDS_ROWS: View[] = ['numbers', 'incidence', 'survival', 'pathways'];

export function AnalysisPage() {
  const { t } = useTranslation('analysis');
  return (
    <Page
      title={t('title')}
      purpose={t('purpose')}
      action={
        <LinkButton to="/research/studies" search={{ make: 0 }} icon={<ExportOutlined aria-hidden />}>
          {t('export')}
        </LinkButton>
      }
    >
      <Content />
    </Page>
  );
}

function Content() {
  const { t } = useTranslation('analysis');
  const { data: found, error, refetch } = useQuery(cohortsQuery(usePinned()));
  const none = error instanceof ApiError && error.code === 'analysis_unknown_cohort';
  if (error && !none) return <ErrorNotice error={error} onRetry={refetch} />;
  if (none || found?.cohorts.length === 0)
    return <EmptyState title={t('empty.title')} reason={t('empty.reason')} />;
  if (!found) return <Skeleton active title={false} paragraph={{ rows: 8 }} />;
  return <Views found={found} />;
}

function Views({ found }: { found: Cohorts }) {
  const { t } = useTranslation('analysis');
  const search = getRouteApi('/shell/research/analysis').useSearch();
  const view = search.view ?? 'table';
  const Part = PARTS[view];
  return (
    <>
      <LinkTabs label={t('title')}>
        {VIEWS.map((one) => (
          <LinkTab
            key={one}
            to="/research/analysis"
            search={{ ...search, view: one, run: undefined }}
            here={one === view}
          >
            {t(`view.${one}`)}
          </LinkTab>
        ))}
      </LinkTabs>
      {found.aggregate_only && NEEDS_ROWS.includes(view) ? (
        <EmptyState title={t('rowsNeeded.title')} reason={t('rowsNeeded.reason')} />
      ) : (
        <div className={styles.stack}>
          <CohortFields cohorts={found.cohorts} view={view} aggregateOnly={found.aggregate_only} />
          {found.provenance.suppressed_below && (
            <Alert type="info" title={t('suppressed', { count: found.provenance.suppressed_below })} />
          )}
          {search.run !== undefined && <KeptNotice run={search.run} />}
          <Suspense fallback={<Skeleton active title={false} paragraph={{ rows: 8 }} />}>
            <Part cohorts={found.cohorts} />
          </Suspense>
        </div>
      )}
      <div className={styles.below}>
        <KeptList shown={search.run} />
      </div>
    </>
  );
}
