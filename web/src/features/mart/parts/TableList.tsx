import { SearchOutlined } from '@ant-design/icons';
import { getRouteApi } from '@tanstack/react-router';
import { Input } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { Panel } from '@/components/Panel';
import type { TableSummary } from '@/features/mart/api/tables';
import styles from '@/features/mart/parts/TableList.module.css';
import { TableRow } from '@/features/mart/parts/TableRow';

const route = getRouteApi('/shell/mart');

/** The tables by group, in the specification's order, narrowed by a word of their name or description. */
export function TableList({ tables }: { tables: TableSummary[] }) {
  const { t } = useTranslation('mart');
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const groups = useMemo(() => grouped(matching(tables, q)), [tables, q]);
  return (
    <div className={styles.list}>
      <SearchBox
        value={q}
        onChange={(next) => navigate({ search: (old) => ({ ...old, q: next || undefined }), replace: true })}
      />
      <span className="visually-hidden" aria-live="polite">
        {q && t('search.found', { count: groups.reduce((sum, [, members]) => sum + members.length, 0) })}
      </span>
      {groups.length === 0 && (
        <Panel>
          <EmptyState title={t('search.none', { word: q })} reason={t('search.noneReason')} />
        </Panel>
      )}
      {groups.map(([group, members]) => (
        <Panel key={group} title={t(`group.${group}`)} flush>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('column.table')}</th>
                <th scope="col">{t('column.description')}</th>
                <th scope="col" className={styles.number}>
                  {t('column.rows')}
                </th>
                <th scope="col" className={styles.number}>
                  {t('column.persons')}
                </th>
                <th scope="col">{t('column.period')}</th>
              </tr>
            </thead>
            <tbody>
              {members.map((table) => (
                <TableRow key={table.name} table={table} />
              ))}
            </tbody>
          </table>
        </Panel>
      ))}
    </div>
  );
}

function SearchBox({ value, onChange }: { value: string; onChange: (next: string) => void }) {
  const { t } = useTranslation('mart');
  return (
    <Input
      data-search-here
      className={styles.search}
      prefix={<SearchOutlined aria-hidden />}
      suffix={<kbd className={styles.key}>/</kbd>}
      placeholder={t('search.placeholder')}
      aria-label={t('search.placeholder')}
      value={value}
      allowClear
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function matching(tables: TableSummary[], word: string): TableSummary[] {
  const wanted = word.trim().toLowerCase();
  return tables.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted));
}

function grouped(tables: TableSummary[]): [string, TableSummary[]][] {
  const groups = new Map<string, TableSummary[]>();
  for (const table of tables) groups.set(table.group, [...(groups.get(table.group) ?? []), table]);
  return [...groups];
}
