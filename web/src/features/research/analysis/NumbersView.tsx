import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Cohort, type Features, numbersQuery, sourceOf } from '@/features/research/analysis/api';
import { differenceCell, meanCell, medianCell } from '@/features/research/analysis/cells';
import { Loaded } from '@/features/research/analysis/Loaded';
import { type Line, ResultPanel } from '@/features/research/analysis/ResultPanel';
import type { Kind } from '@/features/research/analysis/search';
import { daysOf } from '@/features/research/analysis/spans';
import { useAsked } from '@/features/research/analysis/useAsked';
import { useGroupColumns } from '@/features/research/analysis/useGroupColumns';
import { useFresh, useKept } from '@/features/research/kept/useKept';
import { exact } from '@/lib/format/numbers';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

const TABLES = { measurement: 'measurement', visit: 'visit_occurrence', cost: 'cost' } as const;

/** Measured values, visits and costs up to the day that persons enter. */
export default function NumbersView({ cohorts }: { cohorts: Cohort[] }) {
  const { search, population } = useAsked(cohorts);
  const kind = search.kind ?? 'measurement';
  const body = {
    ...population,
    kind,
    window: { start: -daysOf(search.span ?? '365'), end: 0 },
    least_share: 0.05,
    most: 100,
  };
  const query = numbersQuery(usePinned(), body, useFormat().language);
  const asked = useKept('numbers', useQuery({ ...query, enabled: useFresh() }));
  return (
    <Loaded asked={asked} job={{ kind: 'numbers', asked: body }}>
      {(found) => <Amounts found={found} cohorts={cohorts} kind={kind} />}
    </Loaded>
  );
}

function Amounts({ found, cohorts, kind }: { found: Features; cohorts: Cohort[]; kind: Kind }) {
  const { t } = useTranslation('analysis');
  const groups = useGroupColumns(found.groups, cohorts);
  const paired = found.groups.length === 2;
  const lines = found.features.flatMap((each): Line[] => {
    const head = each.unit ? t('withUnit', { name: each.name, unit: each.unit }) : each.name;
    const smd = paired ? [differenceCell(each.smd)] : [];
    const nothing = paired ? [differenceCell(null)] : [];
    const key = `${each.concept} ${each.unit}`;
    const more: Line[] = [
      {
        key: `${key} persons`,
        head: t('personsWith'),
        of: head,
        inner: true,
        cells: [
          ...each.values.map(({ persons }) => ({
            text: persons === null ? '–' : exact(persons),
            value: persons,
          })),
          ...nothing,
        ],
      },
    ];
    if (kind === 'measurement')
      more.unshift({
        key: `${key} median`,
        head: t('medianOf'),
        of: head,
        inner: true,
        cells: [...each.values.map(medianCell), ...nothing],
      });
    return [{ key: `${key} mean`, head, cells: [...each.values.map(meanCell), ...smd] }, ...more];
  });
  return (
    <ResultPanel
      title={t(`kinds.${kind}`)}
      note={t(`numbersNote.${kind}`)}
      source={sourceOf(found.provenance, TABLES[kind])}
      columns={[t('feature'), ...groups, ...(paired ? [t('smd')] : [])]}
      lines={lines}
      file={`cohort-${kind}`}
    />
  );
}
