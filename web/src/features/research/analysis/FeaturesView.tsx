import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { BarList } from '@/components/chart/BarList';
import { ChartFrame } from '@/components/chart/ChartFrame';
import styles from '@/features/research/analysis/Analysis.module.css';
import { type Cohort, type Features, featuresQuery, sourceOf } from '@/features/research/analysis/api';
import { differenceCell, shareCell } from '@/features/research/analysis/cells';
import { Loaded } from '@/features/research/analysis/Loaded';
import { ResultPanel } from '@/features/research/analysis/ResultPanel';
import type { Span } from '@/features/research/analysis/search';
import { ALWAYS, daysOf } from '@/features/research/analysis/spans';
import { useAsked } from '@/features/research/analysis/useAsked';
import { useGroupColumns } from '@/features/research/analysis/useGroupColumns';
import { useFresh, useKept } from '@/features/research/kept/useKept';
import { decimal } from '@/lib/format/numbers';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

const TABLES = {
  condition: 'condition_occurrence',
  drug: 'drug_exposure',
  procedure: 'procedure_occurrence',
  measurement: 'measurement',
  observation: 'observation',
  device: 'device_exposure',
  visit: 'visit_occurrence',
} as const;
const SHOWN = 15;

function windowsOf(span: Span) {
  const days = daysOf(span);
  return [
    { start: -days, end: -1 },
    { start: 0, end: 0 },
    { start: 1, end: days },
  ];
}

/** Which concepts persons have before, on and after the day they enter. */
export default function FeaturesView({ cohorts }: { cohorts: Cohort[] }) {
  const { search, population } = useAsked(cohorts);
  const domain = search.domain ?? 'condition';
  const body = {
    ...population,
    domain,
    windows: windowsOf(search.span ?? '365'),
    least_share: 0.01,
    most: 300,
  };
  const query = featuresQuery(usePinned(), body, useFormat().language);
  const asked = useKept('features', useQuery({ ...query, enabled: useFresh() }));
  return (
    <Loaded asked={asked} job={{ kind: 'features', asked: body }}>
      {(found) => <Shares found={found} cohorts={cohorts} table={TABLES[domain]} />}
    </Loaded>
  );
}

function Shares({ found, cohorts, table }: { found: Features; cohorts: Cohort[]; table: string }) {
  const { t } = useTranslation('analysis');
  const format = useFormat();
  const groups = useGroupColumns(found.groups, cohorts);
  const paired = found.groups.length === 2;
  const source = sourceOf(found.provenance, table);
  const { withheld } = found.provenance;
  const spans = found.windows.map((window) => {
    if (window.start <= -ALWAYS) return t('always.before');
    if (window.end >= ALWAYS) return t('always.after');
    return window.start === 0 && window.end === 0 ? t('always.on') : t('days', window);
  });
  const named = found.features.map((each) => ({ ...each, span: spans[each.window] ?? '' }));
  const apart = named
    .filter((each) => each.smd != null)
    .toSorted((a, b) => Math.abs(b.smd ?? 0) - Math.abs(a.smd ?? 0))
    .slice(0, SHOWN);
  const most = Math.max(...apart.map((each) => Math.abs(each.smd ?? 0)), 0.1);
  return (
    <div className={styles.stack}>
      {paired && apart.length > 0 && (
        <ChartFrame
          title={t('apart')}
          unit={t('smd')}
          source={source}
          columns={[{ title: t('feature') }, { title: t('window') }, { title: t('smd') }]}
          rows={apart.map((each) => [each.name, each.span, decimal(each.smd ?? 0, 3)])}
          file="cohort-differences"
          height={Math.min(apart.length, SHOWN) * 28}
        >
          <BarList
            labelWidth={420}
            items={apart.map((each) => ({
              key: `${each.concept} ${each.window}`,
              label: `${each.name} · ${each.span}`,
              share: Math.abs(each.smd ?? 0) / most,
              text: differenceCell(each.smd).text,
              note: each.values.map((value) => format.percent(value.share ?? 0)).join(' / '),
            }))}
          />
        </ChartFrame>
      )}
      <ResultPanel
        title={t('view.features')}
        note={[
          t('featuresNote'),
          found.left_out > 0 ? t('leftOut', { count: found.left_out }) : '',
          withheld > 0 ? t('withheld', { count: withheld }) : '',
        ]
          .join(' ')
          .trim()}
        source={source}
        columns={[t('feature'), t('window'), ...groups, ...(paired ? [t('smd')] : [])]}
        lines={named.map((each) => ({
          key: `${each.concept} ${each.window}`,
          head: each.name,
          cells: [
            { text: each.span, quiet: true, words: true },
            ...each.values.map(shareCell),
            ...(paired ? [differenceCell(each.smd)] : []),
          ],
        }))}
        file="cohort-features"
      />
    </div>
  );
}
