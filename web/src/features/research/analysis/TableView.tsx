import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Cohort, sourceOf, type Table, tableQuery } from '@/features/research/analysis/api';
import { differenceCell, meanCell, medianCell, shareCell } from '@/features/research/analysis/cells';
import { Loaded } from '@/features/research/analysis/Loaded';
import { type Line, ResultPanel } from '@/features/research/analysis/ResultPanel';
import { useAsked } from '@/features/research/analysis/useAsked';
import { useGroupColumns } from '@/features/research/analysis/useGroupColumns';
import { useFresh, useKept } from '@/features/research/kept/useKept';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

/** Table 1. */
export default function TableView({ cohorts }: { cohorts: Cohort[] }) {
  const { population } = useAsked(cohorts);
  const query = tableQuery(usePinned(), population, useFormat().language);
  const asked = useKept('table-one', useQuery({ ...query, enabled: useFresh() }));
  return (
    <Loaded asked={asked} job={{ kind: 'table-one', asked: population }}>
      {(table) => <TableOne table={table} cohorts={cohorts} />}
    </Loaded>
  );
}

function TableOne({ table, cohorts }: { table: Table; cohorts: Cohort[] }) {
  const { t } = useTranslation('analysis');
  const groups = useGroupColumns(table.groups, cohorts);
  const paired = table.groups.length === 2;
  const { withheld: missing } = table.provenance;
  const withheld = missing > 0 ? t('withheld', { count: missing }) : '';
  const lines: Line[] = [];
  for (const [place, line] of table.lines.entries()) {
    const continuous = line.level === null && line.variable !== 'death' && isContinuous(line.variable);
    const smd = paired ? [differenceCell(line.smd)] : [];
    if (continuous) {
      lines.push({
        key: `${line.variable} mean`,
        head: t(`variable.${line.variable}`),
        cells: [...line.values.map(meanCell), ...smd],
      });
      lines.push({
        key: `${line.variable} median`,
        head: t('medianOf'),
        of: t(`variable.${line.variable}`),
        inner: true,
        cells: [...line.values.map(medianCell), ...smd.map(() => differenceCell(null))],
      });
      continue;
    }
    if (line.variable !== 'death' && table.lines[place - 1]?.variable !== line.variable) {
      lines.push({
        key: `${line.variable}`,
        head: t(`variable.${line.variable}`),
        cells: [...line.values, ...smd].map(() => ({ text: '', value: null })),
      });
    }
    lines.push({
      key: `${line.variable} ${line.level}`,
      head: line.variable === 'death' ? t('variable.death') : (line.level ?? t('unknown')),
      inner: line.variable !== 'death',
      of: line.variable === 'death' ? undefined : t(`variable.${line.variable}`),
      cells: [...line.values.map(shareCell), ...smd],
    });
  }
  return (
    <ResultPanel
      title={t('view.table')}
      note={`${t(table.provenance.suppressed_below ? 'smdNote' : 'tableNote')} ${withheld}`.trim()}
      source={sourceOf(table.provenance, 'person', 'observation_period', 'visit_occurrence')}
      columns={[t('variable.name'), ...groups, ...(paired ? [t('smd')] : [])]}
      lines={lines}
      file="cohort-table-1"
    />
  );
}

function isContinuous(variable: string): boolean {
  return variable === 'age' || variable === 'prior_days' || variable === 'follow_days';
}
