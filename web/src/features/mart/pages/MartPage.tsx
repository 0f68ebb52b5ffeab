import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Skeleton, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { tablesQuery } from '@/features/mart/api/tables';
import { ExportList } from '@/features/mart/parts/ExportList';
import { TableList } from '@/features/mart/parts/TableList';
import { ApiError } from '@/lib/api/problem';
import { useFormat } from '@/lib/format/useFormat';
import { useHasRole } from '@/lib/session/me';
import { usePinned } from '@/lib/snapshot';

const route = getRouteApi('/shell/mart');

export function MartPage() {
  const { t } = useTranslation('mart');
  const { view } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title={t('title')} purpose={t('purpose')}>
      <Tabs
        activeKey={view ?? 'tables'}
        onChange={(key) =>
          navigate({ search: (old) => ({ ...old, view: key === 'exports' ? 'exports' : undefined }) })
        }
        items={[
          { key: 'tables', label: t('tabs.tables'), children: <Tables /> },
          { key: 'exports', label: t('tabs.exports'), children: <ExportList /> },
        ]}
      />
    </Page>
  );
}

function Tables() {
  const { t } = useTranslation('mart');
  const { language } = useFormat();
  const { data, error, refetch } = useQuery(tablesQuery(language, usePinned()));
  const runsEtl = useHasRole('admin', 'engineer', 'steward');
  if (error instanceof ApiError && (error.code === 'no_snapshot' || error.code === 'lake_missing')) {
    return (
      <Panel>
        <EmptyState
          title={t('nothingPublished.title')}
          reason={t(runsEtl ? 'nothingPublished.run' : 'nothingPublished.ask')}
          action={runsEtl && <LinkButton to="/etl">{t('nothingPublished.action')}</LinkButton>}
        />
      </Panel>
    );
  }
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) {
    return (
      <Panel>
        <Skeleton active title={{ width: 120 }} paragraph={{ rows: 12 }} />
      </Panel>
    );
  }
  if (data.tables.length === 0) {
    return (
      <Panel>
        <EmptyState
          title={t('noTables.title')}
          reason={t('noTables.reason')}
          action={
            <LinkButton to="/security" search={{ tab: 'requests' }}>
              {t('noTables.action')}
            </LinkButton>
          }
        />
      </Panel>
    );
  }
  return <TableList tables={data.tables} />;
}
