import { useTranslation } from 'react-i18next';
import { Figure } from '@/components/Figure';
import { type Dashboard, sourceOf } from '@/features/dashboard/api';
import styles from '@/features/dashboard/DashboardPage.module.css';
import { period, totals } from '@/features/dashboard/totals';
import { useFormat } from '@/lib/format/useFormat';

export function KeyFigures({ board }: { board: Dashboard }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const sum = totals(board);
  const span = period(board);
  const untold = board.limited.length > 0 && board.mapping.length === 0;
  const of = (figure: 'tables' | 'statistics', ...tables: string[]) => sourceOf(board, figure, tables);
  return (
    <div className={styles.figures}>
      <Figure
        label={t('persons')}
        value={board.persons}
        unit={t('unit.persons')}
        note={board.deaths === null ? undefined : t('ofWhomDied', { count: format.exact(board.deaths) })}
        source={of('statistics', 'person', 'death')}
      />
      <Figure
        label={t('visits')}
        value={board.limited.includes('visit_occurrence') ? undefined : sum.visits}
        unit={t('unit.count')}
        note={span && t('period', span)}
        source={of('statistics', 'visit_occurrence')}
      />
      <Figure
        label={t('events')}
        value={untold ? undefined : sum.events}
        unit={t('unit.rows')}
        note={t('eventTables', { count: board.mapping.length })}
        source={of('statistics', ...board.mapping.map((one) => one.table))}
      />
      <Figure
        label={t('mapped')}
        value={untold ? undefined : sum.events > 0 ? sum.mapped / sum.events : 0}
        kind="share"
        note={t('unmapped', { count: format.exact(sum.events - sum.mapped) })}
        source={of('statistics', ...board.mapping.map((one) => one.table))}
      />
      <Figure
        label={t('rows')}
        value={sum.rows}
        unit={t('unit.rows')}
        note={t('cdmTables', { count: sum.tables })}
        source={of('tables', ...board.tables.filter((one) => one.rows > 0).map((one) => one.name))}
      />
    </div>
  );
}
