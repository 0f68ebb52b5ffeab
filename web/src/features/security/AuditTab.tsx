import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Alert, Drawer } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { DataGrid } from '@/components/grid/DataGrid';
import type { GridColumn } from '@/components/grid/types';
import { AuditDetail } from '@/features/security/AuditDetail';
import { AuditExport } from '@/features/security/AuditExport';
import { AuditFilters } from '@/features/security/AuditFilters';
import { AuditVerdict } from '@/features/security/AuditVerdict';
import { useAuditConditions } from '@/features/security/auditSearch';
import { tablesOf, whose } from '@/features/security/whose';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { useFormat } from '@/lib/format/useFormat';

export type AuditRecord = components['schemas']['AuditView'];

const SIZE = 200;
/** Header fields of the grid, and the route's search key that each is kept under. */
const FIELDS = { principal: 'user', outcome: 'outcome', question: 'text' } as const;

export default function AuditTab() {
  const { t } = useTranslation('security');
  const format = useFormat();
  const navigate = useNavigate();
  const search = getRouteApi('/shell/security').useSearch();
  const conditions = useAuditConditions();
  const [open, setOpen] = useState<AuditRecord>();
  const { user, outcome, text } = search;
  const log = useInfiniteQuery({
    queryKey: ['audit', conditions],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      data(
        api.GET('/api/security/audit', {
          params: { query: { ...conditions, before: pageParam, size: SIZE } },
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const records = useMemo(() => log.data?.pages.flatMap((page) => page.records) ?? [], [log.data]);
  const archived = log.data?.pages[0]?.archived_until;
  const columns = useMemo<GridColumn<AuditRecord>[]>(
    () => [
      { id: 'at', title: t('audit.at'), width: 150, value: (one) => format.dateTime(one.at), pinned: true },
      {
        id: 'principal',
        title: t('audit.principal'),
        width: 128,
        value: (one) => one.principal,
        filterable: true,
      },
      { id: 'acting_for', title: t('audit.actingFor'), width: 112, value: (one) => one.acting_for },
      { id: 'surface', title: t('audit.surface'), width: 128, value: (one) => one.surface },
      { id: 'action', title: t('audit.action'), width: 128, value: (one) => one.action },
      { id: 'outcome', title: t('audit.outcome'), width: 112, value: (one) => one.outcome, filterable: true },
      {
        id: 'reach',
        title: t('audit.reach'),
        width: 168,
        value: (one) => (one.reach ? whose(one, t) : null),
      },
      {
        id: 'question',
        title: t('audit.question'),
        width: 420,
        value: (one) => one.question,
        filterable: true,
      },
      { id: 'tables', title: t('audit.tables'), width: 160, value: tablesOf },
      { id: 'purpose', title: t('audit.purpose'), width: 160, value: (one) => one.purpose },
      { id: 'project', title: t('audit.project'), width: 112, value: (one) => one.project, hidden: true },
      { id: 'rows', title: t('audit.rows'), kind: 'integer', width: 88, value: (one) => one.rows },
      { id: 'milliseconds', title: 'ms', kind: 'integer', width: 88, value: (one) => one.milliseconds },
      {
        id: 'snapshot',
        title: t('audit.snapshot'),
        kind: 'integer',
        width: 96,
        value: (one) => one.snapshot,
      },
      { id: 'id', title: t('audit.number'), kind: 'integer', width: 88, value: (one) => one.id },
    ],
    [t, format.dateTime],
  );
  if (log.error) return <ErrorNotice error={log.error} onRetry={log.refetch} />;
  return (
    <>
      <AuditFilters />
      {archived && (
        <Alert type="info" showIcon title={t('audit.archived', { until: format.dateTime(archived) })} />
      )}
      <DataGrid
        label={t('tab.audit')}
        columns={columns}
        rowCount={records.length}
        exact={!log.hasNextPage}
        row={(index) => records[index]}
        onRange={(_, last) => {
          if (last >= records.length - 20 && log.hasNextPage && !log.isFetching) void log.fetchNextPage();
        }}
        filters={{ principal: user ?? '', outcome: outcome ?? '', question: text ?? '' }}
        onFilter={(column, value) =>
          navigate({
            to: '/security',
            search: { ...search, [FIELDS[column as keyof typeof FIELDS]]: value || undefined },
            replace: true,
          })
        }
        onOpen={setOpen}
        busy={log.isFetching}
        keep="audit"
        tools={
          <>
            <AuditExport />
            <AuditVerdict />
          </>
        }
        empty={<EmptyState title={t('audit.none')} reason={t('audit.noneReason')} />}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setOpen(undefined)}
        title={open && t('audit.record', { id: open.id })}
        size={520}
      >
        {open && <AuditDetail record={open} />}
      </Drawer>
    </>
  );
}
