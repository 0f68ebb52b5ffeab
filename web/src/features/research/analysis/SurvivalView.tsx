import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Legend,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { ChartFrame } from '@/components/chart/ChartFrame';
import { useChartLook } from '@/components/chart/useChartLook';
import styles from '@/features/research/analysis/Analysis.module.css';
import { type Cohort, type Survival, sourceOf, survivalQuery } from '@/features/research/analysis/api';
import { figure } from '@/features/research/analysis/cells';
import { bandOf, lineOf, pointsOf } from '@/features/research/analysis/curve';
import { Loaded } from '@/features/research/analysis/Loaded';
import { ResultPanel } from '@/features/research/analysis/ResultPanel';
import { nameOf, useAsked } from '@/features/research/analysis/useAsked';
import { useFresh, useKept } from '@/features/research/kept/useKept';
import { decimal, exact, percent } from '@/lib/format/numbers';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

/** How long persons stay without an outcome, or alive. */
export default function SurvivalView({ cohorts }: { cohorts: Cohort[] }) {
  const { search, population } = useAsked(cohorts);
  const outcome = search.outcome === population.target ? undefined : search.outcome;
  const body = { ...population, outcome: outcome ?? null, most_days: 3653 };
  const query = survivalQuery(usePinned(), body, useFormat().language);
  const asked = useKept('survival', useQuery({ ...query, enabled: useFresh() }));
  return (
    <Loaded asked={asked} job={{ kind: 'survival', asked: body }}>
      {(found) => <Curves found={found} cohorts={cohorts} death={!outcome} />}
    </Loaded>
  );
}

function Curves({ found, cohorts, death }: { found: Survival; cohorts: Cohort[]; death: boolean }) {
  const { t } = useTranslation('analysis');
  const { population } = useAsked(cohorts);
  const ofCohorts = population.strata === 'none' || population.strata === 'comparison';
  const named = found.curves.map((curve) => ({
    ...curve,
    label: ofCohorts ? nameOf(cohorts, Number(curve.label)) : curve.label,
  }));
  const source = sourceOf(found.provenance, death ? 'death' : 'observation_period', 'person');
  const { test } = found;
  return (
    <div className={styles.stack}>
      <CurveChart curves={named} marks={found.marks} source={source} death={death} />
      <ResultPanel
        title={t('curves')}
        note={[
          t(death ? 'survivalNote.death' : 'survivalNote.outcome'),
          test
            ? t('logRank', {
                statistic: decimal(test.statistic, 2),
                degrees: test.degrees,
                p: test.p < 0.0001 ? '< 0.0001' : `= ${decimal(test.p, 4)}`,
              })
            : '',
        ]
          .join(' ')
          .trim()}
        source={source}
        columns={[
          t('group'),
          t('persons'),
          t('outcomes'),
          t('median'),
          ...found.marks.map((day) => t('atRisk', { day: exact(day) })),
        ]}
        lines={named.map((curve) => ({
          key: String(curve.key),
          head: curve.label,
          cells: [
            { text: exact(curve.persons), value: curve.persons },
            { text: exact(curve.events), value: curve.events },
            { text: medianText(curve), value: curve.median },
            ...curve.at_risk.map((persons) => ({ text: exact(persons), value: persons })),
          ],
        }))}
        file="cohort-survival"
      />
    </div>
  );
}

function medianText(curve: Survival['curves'][number]): string {
  if (curve.median === null) return '–';
  const high = curve.median_high === null ? '' : exact(curve.median_high);
  return `${exact(curve.median)} (${curve.median_low === null ? '' : exact(curve.median_low)}–${high})`;
}

interface ChartProps {
  curves: Survival['curves'];
  marks: number[];
  source: ReturnType<typeof sourceOf>;
  death: boolean;
}

function CurveChart({ curves, marks, source, death }: ChartProps) {
  const { t } = useTranslation('analysis');
  const look = useChartLook();
  const rows = curves.flatMap((curve) =>
    curve.steps.map((step) => [
      curve.label,
      step.day,
      decimal(step.survival, 4),
      step.low === null ? '–' : decimal(step.low, 4),
      step.high === null ? '–' : decimal(step.high, 4),
      step.at_risk,
      step.events,
    ]),
  );
  const color = (place: number) => look.colors[place % look.colors.length];
  return (
    <ChartFrame
      title={t(death ? 'alive' : 'without')}
      unit={t('interval')}
      source={source}
      columns={[
        { title: t('group') },
        { title: t('day'), numeric: true },
        { title: t('share') },
        { title: t('low') },
        { title: t('high') },
        { title: t('persons'), numeric: true },
        { title: t('outcomes'), numeric: true },
      ]}
      rows={rows}
      file="cohort-survival-steps"
      height={340}
    >
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart data={pointsOf(curves)} margin={{ top: 8, right: 20, bottom: 0, left: 0 }}>
          <CartesianGrid {...look.grid} />
          <XAxis
            dataKey="day"
            type="number"
            domain={[0, 'dataMax']}
            ticks={marks}
            {...look.axis}
            tickFormatter={(day: number) => t('dayShort', { day: exact(day) })}
          />
          <YAxis {...look.axis} domain={[0, 1]} axisLine={false} width="auto" tickFormatter={percent} />
          <Tooltip
            {...look.tooltip}
            formatter={(value, name) =>
              Array.isArray(value)
                ? [`${figure(Number(value[0]) * 100)}–${figure(Number(value[1]) * 100)}%`, t('interval')]
                : [percent(Number(value)), String(name)]
            }
            labelFormatter={(day) => t('dayShort', { day: exact(Number(day)) })}
          />
          {curves.length > 1 && <Legend iconType="plainline" itemSorter={null} formatter={look.legendText} />}
          {curves.map((curve, place) => (
            <Area
              key={bandOf(curve.key)}
              dataKey={bandOf(curve.key)}
              type="stepAfter"
              stroke="none"
              fill={color(place)}
              fillOpacity={0.15}
              legendType="none"
              isAnimationActive={false}
            />
          ))}
          {curves.map((curve, place) => (
            <Line
              key={lineOf(curve.key)}
              dataKey={lineOf(curve.key)}
              name={curve.label}
              type="stepAfter"
              stroke={color(place)}
              // More curves than colours: those that take a colour again are dashed.
              strokeDasharray={place < look.colors.length ? undefined : '6 4'}
              strokeWidth={2}
              dot={false}
              isAnimationActive={false}
            />
          ))}
        </ComposedChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
