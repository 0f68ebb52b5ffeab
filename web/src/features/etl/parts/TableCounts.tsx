import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import styles from '@/features/etl/parts/ReportTab.module.css';
import { useFormat } from '@/lib/format/useFormat';

/** Rows of each CDM table that the run published. */
export function TableCounts({ tables }: { tables: Record<string, number> }) {
  const { t } = useTranslation('etl');
  const { exact } = useFormat();
  return (
    <Panel title={t('report.tables')} extra={<Link to="/mart">{t('report.openMart')}</Link>}>
      <ul className={styles.counts}>
        {Object.entries(tables).map(([table, rows]) => (
          <li key={table}>
            <Link to={`/mart/${table}` as '/mart'}>{table}</Link>
            <span>{exact(rows)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
