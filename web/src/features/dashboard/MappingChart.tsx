import { useTranslation } from 'react-i18next';
import { BarList } from '@/components/chart/BarList';
import { ChartFrame } from '@/components/chart/ChartFrame';
import { type Dashboard, sourceOf } from '@/features/dashboard/api';
import { useFormat } from '@/lib/format/useFormat';

/** By domain, the share of rows whose source code has a standard concept. */
export function MappingChart({ board }: { board: Dashboard }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  return (
    <ChartFrame
      title={t('mapping')}
      unit="%"
      source={sourceOf(
        board,
        'statistics',
        board.mapping.map((one) => one.table),
      )}
      columns={[
        { title: t('domain') },
        { title: t('table') },
        { title: t('unit.rows'), numeric: true },
        { title: t('mappedRows'), numeric: true },
      ]}
      rows={board.mapping.map((one) => [one.domain, one.table, one.rows, one.mapped])}
      file="mapping-by-domain"
      height={232}
    >
      <BarList
        labelWidth={112}
        items={board.mapping.map((one) => ({
          key: one.domain,
          label: t(`domains.${one.domain}`, { defaultValue: one.domain }),
          to: `/mart/${one.table}`,
          share: one.mapped / one.rows,
          text: format.percent(one.mapped / one.rows),
          note: `${format.exact(one.mapped)} / ${format.exact(one.rows)}`,
        }))}
      />
    </ChartFrame>
  );
}
