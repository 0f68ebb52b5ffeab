import { EyeInvisibleOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { TableSummary } from '@/features/mart/api/tables';
import styles from '@/features/mart/parts/TableList.module.css';
import { useFormat } from '@/lib/format/useFormat';

export function TableRow({ table }: { table: TableSummary }) {
  const { t } = useTranslation('mart');
  const { exact } = useFormat();
  const number = (value: number | null) =>
    value === null ? <span className={styles.quiet}>–</span> : exact(value);
  return (
    <tr className={table.rows === 0 ? styles.vacant : undefined}>
      <th scope="row" className={styles.name}>
        <Link to="/mart/$table" params={{ table: table.name }}>
          {table.name}
        </Link>
        {table.aggregate_only && (
          <Tooltip title={t('aggregateOnly.short')}>
            <EyeInvisibleOutlined className={styles.mark} aria-label={t('aggregateOnly.short')} />
          </Tooltip>
        )}
      </th>
      <td className={styles.description} title={table.description}>
        {table.description}
      </td>
      <td className={styles.number}>{number(table.rows)}</td>
      <td className={styles.number}>{number(table.persons)}</td>
      <td className={styles.period}>
        {table.first_date && table.last_date ? `${table.first_date} – ${table.last_date}` : ''}
      </td>
    </tr>
  );
}
