import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import {
  Bar,
  BarChart,
  CartesianGrid,
  ErrorBar,
  Legend,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { ChartFrame } from '@/components/chart/ChartFrame';
import { useChartLook } from '@/components/chart/useChartLook';
import { EmptyState } from '@/components/EmptyState';
import styles from '@/features/research/analysis/Analysis.module.css';
import {
  type Cohort,
  type Incidence,
  incidenceQuery,
  type Rate,
  sourceOf,
} from '@/features/research/analysis/api';
import { figure } from '@/features/research/analysis/cells';
import { Loaded } from '@/features/research/analysis/Loaded';
import { type Cell, ResultPanel } from '@/features/research/analysis/ResultPanel';
import type { Dimension, End } from '@/features/research/analysis/search';
import { nameOf, useAsked } from '@/features/research/analysis/useAsked';
import { useFresh, useKept } from '@/features/research/kept/useKept';
import { exact } from '@/lib/format/numbers';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

/** From the day after entry; until the cohort's own end, so many years after entry, or the end of observation. */
function riskOf(until: End) {
  if (until === 'entry') return { start_from: 'start', start: 1, end_from: 'end', end: 0 } as const;
  const days = until === 'observation' ? 36_525 : Math.round(Number(until) * 365.25);
  return { start_from: 'start', start: 1, end_from: 'start', end: days } as const;
}

/** How often an outcome comes for the first time while persons are at risk. */
export default function IncidenceView({ cohorts }: { cohorts: Cohort[] }) {
  const { t } = useTranslation('analysis');
  const { search, target, others, other } = useAsked(cohorts);
  const comparator = search.strata === 'comparison' ? other : undefined;
  const free = others.filter((each) => each.cohort !== comparator);
  const outcome = free.find((each) => each.cohort === search.outcome)?.cohort ?? free[0]?.cohort;
  const clean = search.clean ?? 'ever';
  const body = {
    target,
    outcome: outcome ?? 0,
    comparator: comparator ?? null,
    risk: riskOf(search.until ?? 'entry'),
    clean_days: clean === 'ever' ? null : Number(clean),
  };
  const query = incidenceQuery(usePinned(), body, useFormat().language);
  const fresh = useFresh();
  const asked = useKept('incidence', useQuery({ ...query, enabled: fresh && outcome !== undefined }));
  if (outcome === undefined)
    return <EmptyState title={t('noOutcome.title')} reason={t('noOutcome.reason')} />;
  return (
    <Loaded asked={asked} job={{ kind: 'incidence', asked: body }}>
      {(found) => <Rates found={found} cohorts={cohorts} by={search.by ?? 'sex'} />}
    </Loaded>
  );
}

function Rates({ found, cohorts, by }: { found: Incidence; cohorts: Cohort[]; by: Dimension }) {
  const { t } = useTranslation('analysis');
  const source = sourceOf(found.provenance, 'person', 'observation_period');
  const shown = found.rates.filter((each) => each.by === 'all' || each.by === by);
  return (
    <div className={styles.stack}>
      <RateChart
        rates={found.rates.filter((each) => each.by === by)}
        cohorts={cohorts}
        by={by}
        found={found}
      />
      <ResultPanel
        title={t('view.incidence')}
        note={<Facts found={found} cohorts={cohorts} />}
        source={source}
        columns={[t('group'), t('persons'), t('outcomes'), t('personYears'), t('rate'), t('interval')]}
        lines={shown.map((each) => ({
          key: `${each.cohort} ${each.by} ${each.level}`,
          head: each.by === 'all' ? nameOf(cohorts, each.cohort) : (each.level ?? t('unknown')),
          inner: each.by !== 'all',
          of: each.by === 'all' ? undefined : nameOf(cohorts, each.cohort),
          cells: cellsOf(each),
        }))}
        file="cohort-incidence"
      />
    </div>
  );
}

function cellsOf(each: Rate): Cell[] {
  const { estimate, low, high } = each.rate;
  return [
    { text: exact(each.persons), value: each.persons },
    { text: exact(each.events), value: each.events },
    { text: figure(each.person_years), value: each.person_years },
    { text: estimate === null ? '–' : figure(estimate), value: estimate },
    { text: high === null ? '–' : `${figure(low)}–${figure(high)}` },
  ];
}

function Facts({ found, cohorts }: { found: Incidence; cohorts: Cohort[] }) {
  const { t } = useTranslation('analysis');
  const { ratio } = found;
  return (
    <>
      {t('incidenceNote')}{' '}
      {Object.entries(found.excluded)
        .filter(([, persons]) => persons > 0)
        .map(([cohort, persons]) =>
          t('excluded', { name: nameOf(cohorts, Number(cohort)), count: exact(persons) }),
        )
        .join(' ')}
      {ratio && (
        <strong className={styles.large}>
          {' '}
          {t('ratio', {
            estimate: ratio.estimate === null ? '–' : figure(ratio.estimate),
            low: figure(ratio.low),
            high: ratio.high === null ? '∞' : figure(ratio.high),
          })}
        </strong>
      )}
    </>
  );
}

interface ChartProps {
  rates: Rate[];
  cohorts: Cohort[];
  by: Dimension;
  found: Incidence;
}

function RateChart({ rates, cohorts, by, found }: ChartProps) {
  const { t } = useTranslation('analysis');
  const look = useChartLook();
  const numbers = [...new Set(rates.map((each) => each.cohort))];
  const levels = [...new Set(rates.map((each) => each.level ?? t('unknown')))];
  const points = levels.map((level) => {
    const point: Record<string, string | number | [number, number]> = { level };
    for (const each of rates.filter((one) => (one.level ?? t('unknown')) === level)) {
      const { estimate, low, high } = each.rate;
      if (estimate === null) continue;
      point[each.cohort] = estimate;
      // Without time there is no upper limit; with it there always is.
      point[`${each.cohort} limits`] = [estimate - low, (high ?? estimate) - estimate];
    }
    return point;
  });
  return (
    <ChartFrame
      title={t('ratesBy', { by: t(`by.${by}`) })}
      unit={t('per1000')}
      source={sourceOf(found.provenance, 'person', 'observation_period')}
      columns={[{ title: t('group') }, ...numbers.map((number) => ({ title: nameOf(cohorts, number) }))]}
      rows={points.map((point) => [
        String(point.level),
        ...numbers.map((number) => (point[number] === undefined ? '–' : figure(Number(point[number])))),
      ])}
      file={`cohort-incidence-by-${by}`}
      height={280}
    >
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={points} margin={{ top: 8, right: 20, bottom: 0, left: 0 }}>
          <CartesianGrid {...look.grid} />
          <XAxis dataKey="level" {...look.axis} />
          <YAxis {...look.axis} axisLine={false} width="auto" />
          <Tooltip {...look.tooltip} formatter={(value, name) => [figure(Number(value)), String(name)]} />
          {numbers.length > 1 && (
            <Legend iconType="square" iconSize={10} itemSorter={null} formatter={look.legendText} />
          )}
          {numbers.map((number, place) => (
            <Bar
              key={number}
              dataKey={String(number)}
              name={nameOf(cohorts, number)}
              fill={look.colors[place]}
              isAnimationActive={false}
              maxBarSize={40}
              // A bar of no height is not drawn, and nor would its limits be.
              minPointSize={1}
            >
              <ErrorBar
                dataKey={`${number} limits`}
                width={6}
                strokeWidth={1.5}
                stroke={look.axis.tick.fill}
                isAnimationActive={false}
              />
            </Bar>
          ))}
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
