import { useTranslation } from 'react-i18next';
import { BarList } from '@/components/chart/BarList';
import { ChartFrame } from '@/components/chart/ChartFrame';
import { type Dashboard, sourceOf } from '@/features/dashboard/api';
import { totals } from '@/features/dashboard/totals';
import { useFormat } from '@/lib/format/useFormat';

export function VisitsChart({ board }: { board: Dashboard }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const all = totals(board).visits;
  const most = Math.max(...board.visits.map((one) => one.visits), 1);
  return (
    <ChartFrame
      title={t('visitKinds')}
      unit={t('unit.count')}
      source={sourceOf(board, 'statistics', ['visit_occurrence'])}
      columns={[
        { title: 'visit_concept_id' },
        { title: t('visitKind') },
        { title: t('visits'), numeric: true },
      ]}
      rows={board.visits.map((one) => [String(one.concept_id), one.name ?? '–', one.visits])}
      file="visits-by-kind"
      height={232}
    >
      <BarList
        labelWidth={184}
        items={board.visits.map((one) => ({
          key: String(one.concept_id),
          label: one.name ?? t('unnamed', { id: one.concept_id }),
          share: one.visits / most,
          text: format.exact(one.visits),
          note: all > 0 ? format.percent(one.visits / all) : undefined,
        }))}
      />
    </ChartFrame>
  );
}
