import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert, Skeleton, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { type Cohort, cohortQuery, readingQuery } from '@/features/research/api/cohorts';
import { CohortActions } from '@/features/research/parts/CohortActions';
import { Reading } from '@/features/research/parts/Reading';
import styles from '@/features/research/parts/Research.module.css';
import { VersionsTab } from '@/features/research/parts/VersionsTab';
import { COHORT_TABS, type CohortTab } from '@/features/research/search';
import { ApiError } from '@/lib/api/problem';
import { useFormat } from '@/lib/format/useFormat';

const route = getRouteApi('/shell/research/$cohort');

export function CohortPage() {
  const { t } = useTranslation('research');
  const { cohort: text } = route.useParams();
  const { version } = route.useSearch();
  const format = useFormat();
  const id = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  const { data: cohort, error, refetch } = useQuery(cohortQuery(id, version));
  if (error instanceof ApiError && [404, 422].includes(error.status)) {
    return (
      <Page title={t('cohort.name', { id: text })} purpose={t('cohort.purpose')}>
        <Panel>
          <EmptyState
            title={t('cohort.unknown')}
            reason={t('cohort.unknownReason')}
            action={<LinkButton to="/research">{t('cohort.all')}</LinkButton>}
          />
        </Panel>
      </Page>
    );
  }
  return (
    <Page
      title={cohort?.name ?? t('cohort.name', { id: text })}
      purpose={
        cohort
          ? [
              t('cohort.number', { id: cohort.id }),
              t('versions.name', { version: cohort.version }),
              cohort.author,
              format.dateTime(cohort.saved_at),
            ].join(' · ')
          : t('cohort.purpose')
      }
      action={cohort && <div className={styles.line}>{<CohortActions cohort={cohort} />}</div>}
    >
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {cohort ? <CohortTabs cohort={cohort} /> : !error && <Skeleton active paragraph={{ rows: 10 }} />}
    </Page>
  );
}

function CohortTabs({ cohort }: { cohort: Cohort }) {
  const { t } = useTranslation('research');
  const { tab = 'definition' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className={styles.column}>
      <Tabs
        activeKey={tab}
        onChange={(key) =>
          navigate({
            search: (old) => ({ ...old, tab: key === 'definition' ? undefined : (key as CohortTab) }),
          })
        }
        items={COHORT_TABS.map((key) => ({ key, label: t(`tab.${key}`) }))}
      />
      {cohort.version < cohort.latest && (
        <Alert
          type="info"
          showIcon
          title={t('versions.older', { version: cohort.version, latest: cohort.latest })}
        />
      )}
      {tab === 'definition' && <DefinitionTab cohort={cohort} />}
      {tab === 'versions' && <VersionsTab key={cohort.id} cohort={cohort} />}
    </div>
  );
}

function DefinitionTab({ cohort }: { cohort: Cohort }) {
  const { t } = useTranslation('research');
  const { language } = useFormat();
  const { data: reading, error, refetch } = useQuery(readingQuery(cohort.expression, language));
  return (
    <Panel title={t('reading.title')}>
      {error && <ErrorNotice error={error} onRetry={refetch} compact />}
      {!reading && !error && <Skeleton active title={false} paragraph={{ rows: 8 }} />}
      {reading && <Reading lines={reading.lines} />}
    </Panel>
  );
}
