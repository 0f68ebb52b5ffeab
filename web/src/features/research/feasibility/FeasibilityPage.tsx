import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Select, Skeleton } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { cohortsQuery } from '@/features/research/api/cohorts';
import { feasibilityQuery } from '@/features/research/feasibility/api';
import { Counts } from '@/features/research/feasibility/Counts';
import styles from '@/features/research/feasibility/Feasibility.module.css';
import { useMayResearch } from '@/features/research/useMayResearch';
import { ApiError } from '@/lib/api/problem';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

/** How many patients a protocol's criteria leave, before anybody has access to them. */
export function FeasibilityPage() {
  const { t } = useTranslation('feasibility');
  return (
    <Page
      title={t('title')}
      purpose={t('purpose')}
      action={
        <LinkButton to="/security" search={{ tab: 'requests' }}>
          {t('ask')}
        </LinkButton>
      }
    >
      {useMayResearch() ? (
        <Asked />
      ) : (
        <Panel>
          <EmptyState title={t('noRight.title')} reason={t('noRight.reason')} />
        </Panel>
      )}
    </Page>
  );
}

function Asked() {
  const { t } = useTranslation('feasibility');
  const navigate = useNavigate();
  const id = useId();
  const { cohort } = getRouteApi('/shell/research/feasibility').useSearch();
  const { data: cohorts, error, refetch } = useQuery(cohortsQuery);
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!cohorts) return <Skeleton active title={false} paragraph={{ rows: 6 }} />;
  if (cohorts.length === 0)
    return (
      <Panel>
        <EmptyState
          title={t('none.title')}
          reason={t('none.reason')}
          action={<LinkButton to="/research/new">{t('none.make')}</LinkButton>}
        />
      </Panel>
    );
  return (
    <div className={styles.stack}>
      <div className={styles.field}>
        <label htmlFor={id}>{t('protocol')}</label>
        <Select
          id={id}
          className={styles.select}
          value={cohort}
          placeholder={t('choose')}
          options={cohorts.map((one) => ({ value: one.id, label: one.name }))}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(chosen: number) =>
            navigate({ to: '/research/feasibility', search: { cohort: chosen }, replace: true })
          }
        />
      </div>
      {cohort === undefined ? (
        <Panel>
          <EmptyState title={t('begin')} reason={t('beginReason')} />
        </Panel>
      ) : (
        <Found cohort={cohort} />
      )}
    </div>
  );
}

function Found({ cohort }: { cohort: number }) {
  const { t } = useTranslation('feasibility');
  const { language } = useFormat();
  const { data, error, refetch, isPlaceholderData } = useQuery(
    feasibilityQuery(cohort, usePinned(), language),
  );
  if (error instanceof ApiError && error.code === 'cohort_looks_at_hidden')
    return (
      <Panel>
        <EmptyState
          title={error.message}
          reason={t('hidden')}
          action={
            <LinkButton primary to="/security" search={{ tab: 'requests' }}>
              {t('ask')}
            </LinkButton>
          }
        />
      </Panel>
    );
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Skeleton active title={false} paragraph={{ rows: 8 }} />;
  return (
    <div aria-busy={isPlaceholderData} style={{ opacity: isPlaceholderData ? 0.5 : 1 }}>
      <Counts found={data} />
    </div>
  );
}
