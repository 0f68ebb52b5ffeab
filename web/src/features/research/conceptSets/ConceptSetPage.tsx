import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { conceptSetQuery } from '@/features/research/conceptSets/api';
import { SetActions } from '@/features/research/conceptSets/SetActions';
import { SetEditor } from '@/features/research/conceptSets/SetEditor';
import styles from '@/features/research/parts/Research.module.css';
import { ApiError } from '@/lib/api/problem';
import { useFormat } from '@/lib/format/useFormat';

const route = getRouteApi('/shell/research/concept-sets/$set');

export function ConceptSetPage() {
  const { t } = useTranslation('conceptSets');
  const { set: text } = route.useParams();
  const { version } = route.useSearch();
  const format = useFormat();
  const id = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  const { data: set, error, refetch } = useQuery(conceptSetQuery(id, version));
  if (error instanceof ApiError && [404, 422].includes(error.status)) {
    return (
      <Page title={t('set.name', { id: text })} purpose={t('purpose')}>
        <Panel>
          <EmptyState
            title={t('set.unknown')}
            reason={t('set.unknownReason')}
            action={<LinkButton to="/research/concept-sets">{t('set.all')}</LinkButton>}
          />
        </Panel>
      </Page>
    );
  }
  return (
    <Page
      title={set?.name ?? t('set.name', { id: text })}
      purpose={
        set
          ? [t('versions.name', { version: set.version }), set.author, format.dateTime(set.saved_at)].join(
              ' · ',
            )
          : t('purpose')
      }
      action={
        set && (
          <div className={styles.line}>
            <SetActions set={set} />
          </div>
        )
      }
    >
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {set && set.version < set.latest && (
        <Alert
          type="info"
          showIcon
          title={t('versions.older', { version: set.version, latest: set.latest })}
        />
      )}
      {set ? (
        <SetEditor key={`${set.id}-${set.version}`} set={set} />
      ) : (
        !error && <Skeleton active paragraph={{ rows: 10 }} />
      )}
    </Page>
  );
}
