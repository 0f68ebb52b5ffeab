import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { type SampleRow, sampleQuery } from '@/features/etl/api/snapshots';
import styles from '@/features/etl/snapshots/Snapshots.module.css';

interface Props {
  pair: { old: string; new: string };
  table: string;
}

/** Some rows that differ, as the gateway shows them to the viewer: only the values that are not the same. */
export function SampleRows({ pair, table }: Props) {
  const { t } = useTranslation('etl');
  const { data: rows, error } = useQuery(sampleQuery(pair, table));
  if (error) return <ErrorNotice error={error} compact />;
  if (!rows) return <Skeleton active title={false} paragraph={{ rows: 3 }} />;
  return (
    <section aria-label={t('snapshots.sampleOf', { table })}>
      <h3 className={styles.heading}>{t('snapshots.sampleTitle', { table, rows: rows.length })}</h3>
      <table className={styles.table}>
        <thead>
          <tr>
            {(['key', 'column', 'before', 'after'] as const).map((key) => (
              <th key={key} scope="col">
                {t(`snapshots.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.flatMap((row) =>
            values(row).map(([column, before, after]) => (
              <tr key={`${row.key} ${column}`}>
                <th scope="row">{row.key}</th>
                <td>{column || t(row.before ? 'snapshots.removed' : 'snapshots.added')}</td>
                <td className={styles.value}>{before}</td>
                <td className={styles.value}>{after}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </section>
  );
}

/** Column, value before, value after; one line without a column for a row that only one snapshot has. */
function values({ before, after }: SampleRow): [string, string, string][] {
  if (!before || !after) return [['', whole(before), whole(after)]];
  const columns = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differing = columns
    .map((column): [string, string, string] => [column, said(before[column]), said(after[column])])
    .filter(([, one, other]) => one !== other);
  // What differs may lie in columns that the viewer does not see.
  return differing.length > 0 ? differing : [['…', '…', '…']];
}

function whole(row: Record<string, unknown> | null): string {
  if (!row) return '';
  return Object.entries(row)
    .filter(([, value]) => value !== null)
    .map(([column, value]) => `${column} ${said(value)}`)
    .join(' · ');
}

function said(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}
