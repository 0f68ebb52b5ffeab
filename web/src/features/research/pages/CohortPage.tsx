import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { cohortQuery } from '@/features/research/api/cohorts';
import { CohortEditor } from '@/features/research/pages/CohortEditor';
import { ApiError } from '@/lib/api/problem';

const route = getRouteApi('/shell/research/$cohort');

export function CohortPage() {
  const { t } = useTranslation('research');
  const { cohort: text } = route.useParams();
  const { version, tab = 'definition' } = route.useSearch();
  const id = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  const { data: cohort, error, refetch } = useQuery(cohortQuery(id, version));
  if (cohort) return <CohortEditor key={`${id} ${version ?? ''}`} cohort={cohort} tab={tab} />;
  const unknown = error instanceof ApiError && [404, 422].includes(error.status);
  return (
    <Page title={t('cohort.name', { id: text })} purpose={t('cohort.purpose')}>
      {unknown && (
        <Panel>
          <EmptyState
            title={t('cohort.unknown')}
            reason={t('cohort.unknownReason')}
            action={<LinkButton to="/research">{t('cohort.all')}</LinkButton>}
          />
        </Panel>
      )}
      {error && !unknown && <ErrorNotice error={error} onRetry={refetch} />}
      {!error && <Skeleton active paragraph={{ rows: 10 }} />}
    </Page>
  );
}
