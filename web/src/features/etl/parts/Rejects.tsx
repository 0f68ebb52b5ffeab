import { DownloadOutlined } from '@ant-design/icons';
import { useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Skeleton } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { DataGrid } from '@/components/grid/DataGrid';
import type { GridColumn } from '@/components/grid/types';
import { Panel } from '@/components/Panel';
import {
  REJECT_PAGE,
  type Reject,
  type RejectGroup,
  rejectsFile,
  rejectsQuery,
} from '@/features/etl/api/rejects';
import styles from '@/features/etl/parts/Rejects.module.css';
import { useFormat } from '@/lib/format/useFormat';

const route = getRouteApi('/shell/etl/runs/$run');
const KEYS = ['reason', 'file', 'step'] as const;

/** Rows that the run turned away: by reason, file and step, with their line; to look at and to take along. */
export function Rejects({ run }: { run: number }) {
  const { t } = useTranslation('etl');
  const { step, file, reason } = route.useSearch();
  const navigate = route.useNavigate();
  const which = useMemo(() => ({ step, file, reason }), [step, file, reason]);
  const first = useQuery(rejectsQuery(run, which, 0));
  const [sight, setSight] = useState<[number, number]>([0, 0]);
  const wanted = first.isSuccess && !first.isPlaceholderData ? pagesBetween(...sight) : [];
  const others = useQueries({ queries: wanted.map((page) => rejectsQuery(run, which, page)) });
  const onRange = useCallback((from: number, to: number) => {
    const next: [number, number] = [Math.floor(from / REJECT_PAGE), Math.floor(to / REJECT_PAGE)];
    setSight((old) => (old[0] === next[0] && old[1] === next[1] ? old : next));
  }, []);
  const row = (index: number): Reject | undefined => {
    const page = Math.floor(index / REJECT_PAGE);
    const found = page === 0 ? first.data : others[wanted.indexOf(page)]?.data;
    return found?.rejects[index % REJECT_PAGE];
  };
  const columns = useColumns(first.data?.masked.includes('value') ?? false);
  const error = first.error ?? others.find((query) => query.error)?.error;
  if (error) return <ErrorNotice error={error} onRetry={first.refetch} />;
  if (!first.data) {
    return (
      <Panel>
        <Skeleton active paragraph={{ rows: 8 }} />
      </Panel>
    );
  }
  if (first.data.groups.length === 0) {
    return (
      <Panel>
        <EmptyState title={t('reject.none')} reason={t('reject.noneReason')} />
      </Panel>
    );
  }
  return (
    <div className={styles.rejects}>
      <div className={styles.filters}>
        {KEYS.map((key) => (
          <Filter
            key={key}
            name={key}
            groups={first.data.groups}
            which={which}
            onChange={(value) => navigate({ search: (old) => ({ ...old, [key]: value }), replace: true })}
          />
        ))}
        <Button
          icon={<DownloadOutlined aria-hidden />}
          href={rejectsFile(run, which)}
          download
          className={styles.download}
        >
          {t('reject.download')}
        </Button>
      </div>
      <div className={styles.grid}>
        <DataGrid
          label={t('reject.label', { id: run })}
          keep="etl.rejects"
          columns={columns}
          rowCount={first.data.total}
          row={row}
          onRange={onRange}
          busy={first.isFetching}
          empty={<EmptyState title={t('reject.noMatch')} reason={t('reject.noMatchReason')} />}
        />
      </div>
    </div>
  );
}

interface FilterProps {
  name: (typeof KEYS)[number];
  groups: RejectGroup[];
  which: Partial<Record<(typeof KEYS)[number], string>>;
  onChange: (value: string | undefined) => void;
}

/** The values of one kind with their counts, under the other filters. */
function Filter({ name, groups, which, onChange }: FilterProps) {
  const { t } = useTranslation('etl');
  const { exact } = useFormat();
  const counts = new Map<string, number>();
  for (const group of groups) {
    if (KEYS.every((key) => key === name || !which[key] || which[key] === group[key])) {
      counts.set(group[name], (counts.get(group[name]) ?? 0) + group.rows);
    }
  }
  const chosen = which[name];
  if (chosen && !counts.has(chosen)) counts.set(chosen, 0);
  const words = (value: string) =>
    name === 'file' ? `${value}.csv` : t(`${name}.${value}`, { defaultValue: value });
  return (
    <Choice
      label={t(`reject.${name}`)}
      value={chosen ?? ''}
      onChange={(value) => onChange(value || undefined)}
      options={[
        { value: '', label: t(`reject.every.${name}`) },
        ...[...counts].map(([value, count]) => ({ value, label: `${words(value)} (${exact(count)})` })),
      ]}
    />
  );
}

function useColumns(masked: boolean): GridColumn<Reject>[] {
  const { t } = useTranslation('etl');
  return useMemo(
    () => [
      { id: 'file', title: t('reject.file'), width: 168, value: (row) => `${row.file}.csv` },
      { id: 'line', title: t('reject.line'), kind: 'integer', width: 88, value: (row) => row.line },
      {
        id: 'reason',
        title: t('reject.reason'),
        width: 260,
        value: (row) => row.reason,
        render: (row) => (
          <span title={row.reason}>{t(`reason.${row.reason}`, { defaultValue: row.reason })}</span>
        ),
      },
      { id: 'column_name', title: t('reject.column'), width: 144, value: (row) => row.column_name },
      {
        id: 'value',
        title: t('reject.value'),
        width: 280,
        value: (row) => row.value,
        mask: masked ? t('reject.masked') : undefined,
        of: { table: 'etl.reject', column: 'value' },
      },
      {
        id: 'step',
        title: t('reject.step'),
        width: 160,
        value: (row) => row.step,
        render: (row) => t(`step.${row.step}`, { defaultValue: row.step }),
      },
    ],
    [t, masked],
  );
}

function pagesBetween(from: number, to: number): number[] {
  const start = Math.max(from, 1);
  return Array.from({ length: Math.max(0, to - start + 1) }, (_, index) => start + index);
}
