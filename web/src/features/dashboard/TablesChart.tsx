import { useTranslation } from 'react-i18next';
import { BarList } from '@/components/chart/BarList';
import { ChartFrame } from '@/components/chart/ChartFrame';
import { type Dashboard, sourceOf } from '@/features/dashboard/api';
import { isData } from '@/features/dashboard/totals';
import { useFormat } from '@/lib/format/useFormat';

export function TablesChart({ board }: { board: Dashboard }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const tables = board.tables
    .filter((table) => isData(table) && table.rows > 0)
    .sort((a, b) => b.rows - a.rows || a.name.localeCompare(b.name));
  const most = Math.max(...tables.map((table) => table.rows), 1);
  return (
    <ChartFrame
      title={t('rowsByTable')}
      unit={t('unit.rows')}
      source={sourceOf(
        board,
        'tables',
        tables.map((table) => table.name),
      )}
      columns={[
        { title: t('table') },
        { title: t('unit.rows'), numeric: true },
        { title: t('persons'), numeric: true },
        { title: t('firstDate') },
        { title: t('lastDate') },
      ]}
      rows={tables.map((table) => [
        table.name,
        table.rows,
        table.persons ?? '–',
        table.first_date ?? '–',
        table.last_date ?? '–',
      ])}
      file="rows-by-table"
      height={340}
    >
      <BarList
        labelWidth={176}
        items={tables.map((table) => ({
          key: table.name,
          label: table.name,
          to: `/mart/${table.name}`,
          share: table.rows / most,
          text: format.exact(table.rows),
          note: table.persons === null ? '' : t('byPersons', { count: format.short(table.persons) }),
        }))}
      />
    </ChartFrame>
  );
}
