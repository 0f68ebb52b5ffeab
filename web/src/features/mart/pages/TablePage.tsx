import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Skeleton, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { LinkButton } from '@/components/LinkButton';
import { Page } from '@/components/Page';
import { type TableSchema, tableQuery } from '@/features/mart/api/table';
import styles from '@/features/mart/pages/TablePage.module.css';
import { ExportButton } from '@/features/mart/parts/ExportButton';
import { ProfileTab } from '@/features/mart/parts/ProfileTab';
import { RowsTab } from '@/features/mart/parts/RowsTab';
import { SchemaTab } from '@/features/mart/parts/SchemaTab';
import { TABS, type Tab } from '@/features/mart/search';
import { ApiError } from '@/lib/api/problem';
import { useFormat } from '@/lib/format/useFormat';
import { objectsQuery } from '@/lib/objects';
import { usePinned } from '@/lib/snapshot';

const route = getRouteApi('/shell/mart/$table');

export function TablePage() {
  const { t } = useTranslation('mart');
  const { table } = route.useParams();
  const { language } = useFormat();
  const { data, error, refetch } = useQuery(tableQuery(table, language, usePinned()));
  const unseen = error instanceof ApiError && error.status === 404;
  const { data: objects } = useQuery({ ...objectsQuery, enabled: unseen });
  const known = objects?.tables.find(({ name }) => name.split('.')[1] === table)?.name;
  if (unseen) {
    return (
      <Page title={table} purpose={t('table.unknownPurpose')}>
        <EmptyState
          title={error.message}
          reason={error.next}
          action={
            <>
              {known && (
                <LinkButton primary to="/security" search={{ tab: 'requests', want: known }}>
                  {t('table.request')}
                </LinkButton>
              )}{' '}
              <LinkButton to="/mart">{t('table.back')}</LinkButton>
            </>
          }
        />
      </Page>
    );
  }
  return (
    <Page
      fill
      title={table}
      purpose={data?.description ?? ' '}
      action={data && !data.aggregate_only && <ExportButton schema={data} />}
    >
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {data ? <TableTabs schema={data} /> : !error && <Skeleton active paragraph={{ rows: 10 }} />}
    </Page>
  );
}

function TableTabs({ schema }: { schema: TableSchema }) {
  const { t } = useTranslation('mart');
  const { tab = 'rows' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className={styles.tabs}>
      <Tabs
        activeKey={tab}
        onChange={(key) =>
          navigate({ search: (old) => ({ ...old, tab: key === 'rows' ? undefined : (key as Tab) }) })
        }
        items={TABS.map((key) => ({ key, label: t(`tabs.${key}`) }))}
      />
      {/* What scrolls must be reachable by keyboard. */}
      <div
        className={tab === 'rows' ? styles.fixed : styles.scrolling}
        tabIndex={tab === 'rows' ? undefined : 0}
      >
        {tab === 'rows' && <RowsTab key={schema.name} schema={schema} />}
        {tab === 'schema' && <SchemaTab schema={schema} />}
        {tab === 'profile' && <ProfileTab table={schema.name} group={schema.group} />}
      </div>
    </div>
  );
}
