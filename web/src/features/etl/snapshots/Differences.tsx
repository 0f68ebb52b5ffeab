import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Comparison, TableDifference } from '@/features/etl/api/snapshots';
import { SampleRows } from '@/features/etl/snapshots/SampleRows';
import styles from '@/features/etl/snapshots/Snapshots.module.css';
import { useFormat } from '@/lib/format/useFormat';

const COUNTS = ['added', 'changed', 'removed'] as const;

/** What differs, table by table. Tables that are the same are counted, not listed. */
export function Differences({ comparison }: { comparison: Comparison }) {
  const { t } = useTranslation('etl');
  const format = useFormat();
  const [shown, setShown] = useState<string>();
  const differing = comparison.tables.filter(differs);
  const cell = (each: TableDifference, count: (typeof COUNTS)[number]) => {
    const value = each[count];
    if (value !== null) return format.exact(value);
    return each.withheld ? t('snapshots.withheld') : '–';
  };
  return (
    <>
      <p className={styles.quiet}>
        {t('snapshots.compared', {
          old: comparison.old,
          new: comparison.new,
          differing: differing.length,
          same: comparison.tables.length - differing.length,
        })}
      </p>
      {differing.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('snapshots.table')}</th>
              {COUNTS.map((count) => (
                <th key={count} scope="col" className={styles.number}>
                  {t(`snapshots.${count}`)}
                </th>
              ))}
              <th scope="col">{t('snapshots.columns')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('snapshots.sample')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {differing.map((each) => (
              <tr key={each.table}>
                <th scope="row">{each.table}</th>
                {COUNTS.map((count) => (
                  <td key={count} className={styles.number}>
                    {cell(each, count)}
                  </td>
                ))}
                <td>
                  {each.state !== 'both' && t(`snapshots.state.${each.state}`)}
                  {[
                    ...each.new_columns.map((name) => `+${name}`),
                    ...each.lost_columns.map((name) => `−${name}`),
                  ].join(', ')}
                </td>
                <td>
                  {each.state === 'both' && (
                    <Button size="small" onClick={() => setShown(each.table)}>
                      {t('snapshots.sampleOf', { table: each.table })}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shown && (
        <SampleRows pair={{ old: String(comparison.old), new: String(comparison.new) }} table={shown} />
      )}
    </>
  );
}

function differs(each: TableDifference): boolean {
  return (
    each.state !== 'both' ||
    each.withheld ||
    COUNTS.some((count) => each[count] !== 0) ||
    each.new_columns.length + each.lost_columns.length > 0
  );
}
