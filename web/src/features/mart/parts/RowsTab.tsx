import { getRouteApi } from '@tanstack/react-router';
import { Button, Skeleton } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { DataGrid } from '@/components/grid/DataGrid';
import { LinkButton } from '@/components/LinkButton';
import { Panel } from '@/components/Panel';
import type { TableSchema } from '@/features/mart/api/table';
import { useRows } from '@/features/mart/api/useRows';
import { FilterHelp } from '@/features/mart/parts/FilterHelp';
import { QueryButton } from '@/features/mart/parts/QueryButton';
import styles from '@/features/mart/parts/RowsTab.module.css';
import { useGridColumns } from '@/features/mart/parts/useGridColumns';
import { useConditions } from '@/features/mart/useConditions';
import { usePinned } from '@/lib/snapshot';

const route = getRouteApi('/shell/mart/$table');

export function RowsTab({ schema }: { schema: TableSchema }) {
  return schema.aggregate_only ? <NoRows table={schema.name} /> : <Rows schema={schema} />;
}

function NoRows({ table }: { table: string }) {
  const { t } = useTranslation('mart');
  return (
    <Panel>
      <EmptyState
        title={t('aggregateOnly.title')}
        reason={t('aggregateOnly.reason')}
        action={
          <LinkButton to="/mart/$table" params={{ table }} search={{ tab: 'schema' }}>
            {t('aggregateOnly.schema')}
          </LinkButton>
        }
      />
    </Panel>
  );
}

function Rows({ schema }: { schema: TableSchema }) {
  const { t } = useTranslation('mart');
  const navigate = route.useNavigate();
  const { where, sort, filters, problems } = useConditions(schema);
  const pinned = usePinned();
  const asked = useMemo(
    () => ({ table: schema.name, filters, sort, pinned }),
    [schema.name, filters, sort, pinned],
  );
  const rows = useRows(asked);
  const columns = useGridColumns(schema, rows.first, rows.names);
  const clear = () => navigate({ search: (old) => ({ ...old, where: undefined }), replace: true });
  const filtered = Object.keys(where).length > 0;
  if (!rows.first && !rows.error)
    return <Skeleton active paragraph={{ rows: 12 }} className={styles.waiting} />;
  return (
    <div className={styles.rows}>
      {problems.map(({ column, need }) => (
        <p key={column} role="status" className={styles.problem}>
          <code>{column}</code> {t(`filter.need.${need}`)}
        </p>
      ))}
      {rows.error && <ErrorNotice error={rows.error} onRetry={rows.retry} compact />}
      <DataGrid
        label={t('rows.label', { table: schema.name })}
        keep={`mart.${schema.name}`}
        columns={columns}
        rowCount={rows.total}
        row={rows.row}
        onRange={rows.onRange}
        busy={rows.busy}
        sort={sort}
        onSort={(next) => navigate({ search: (old) => ({ ...old, sort: next }), replace: true })}
        filters={where}
        onFilter={(column, text) =>
          navigate({
            search: (old) => ({ ...old, where: changed(old.where ?? {}, column, text) }),
            replace: true,
          })
        }
        tools={
          <>
            {filtered && (
              <Button size="small" type="text" onClick={clear}>
                {t('rows.clear')}
              </Button>
            )}
            <FilterHelp />
            {rows.first && <QueryButton page={rows.first} />}
          </>
        }
        empty={
          filtered ? (
            <EmptyState
              title={t('rows.noMatch')}
              reason={t('rows.noMatchReason')}
              action={<Button onClick={clear}>{t('rows.clear')}</Button>}
            />
          ) : (
            <EmptyState title={t('rows.empty')} reason={t('rows.emptyReason')} />
          )
        }
      />
    </div>
  );
}

function changed(
  where: Record<string, string>,
  column: string,
  text: string,
): Record<string, string> | undefined {
  const { [column]: _, ...rest } = where;
  const next = text.trim() === '' ? rest : { ...rest, [column]: text };
  return Object.keys(next).length > 0 ? next : undefined;
}
