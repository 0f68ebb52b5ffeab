import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Layer, Rectangle, ResponsiveContainer, Sankey, Tooltip } from 'recharts';
import { BarList } from '@/components/chart/BarList';
import { ChartFrame } from '@/components/chart/ChartFrame';
import { useChartLook } from '@/components/chart/useChartLook';
import { EmptyState } from '@/components/EmptyState';
import styles from '@/features/research/analysis/Analysis.module.css';
import { type Cohort, type Pathways, pathwaysQuery, sourceOf } from '@/features/research/analysis/api';
import { flowOf } from '@/features/research/analysis/flow';
import { Loaded } from '@/features/research/analysis/Loaded';
import { WITHIN_DAYS } from '@/features/research/analysis/spans';
import { nameOf, useAsked } from '@/features/research/analysis/useAsked';
import { useFresh, useKept } from '@/features/research/kept/useKept';
import { exact, percent } from '@/lib/format/numbers';
import { useFormat } from '@/lib/format/useFormat';
import { usePinned } from '@/lib/snapshot';

const LEAST_PERSONS = 5;

/** In which order persons are treated after they enter. */
export default function PathwaysView({ cohorts }: { cohorts: Cohort[] }) {
  const { t } = useTranslation('analysis');
  const { search, target, others } = useAsked(cohorts);
  const ofCohorts = search.treatment === 'cohorts';
  const events = (search.events ?? []).filter(
    (each) => !ofCohorts || others.some((one) => one.cohort === each),
  );
  const body = {
    target,
    cohorts: ofCohorts ? events : [],
    ingredients: ofCohorts ? [] : events,
    within_days: WITHIN_DAYS,
    gap_days: 30,
    least_days: 0,
    overlap_days: 30,
    most_steps: 5,
    least_persons: LEAST_PERSONS,
  };
  const query = pathwaysQuery(usePinned(), body, useFormat().language);
  const fresh = useFresh();
  const asked = useKept('pathways', useQuery({ ...query, enabled: fresh && events.length > 0 }));
  if (events.length === 0) return <EmptyState title={t('noEvents.title')} reason={t('noEvents.reason')} />;
  const nameOfEvent = (found: Pathways, event: number) =>
    ofCohorts
      ? nameOf(cohorts, event)
      : (found.events.find((each) => each.key === event)?.label ?? String(event));
  return (
    <Loaded asked={asked} job={{ kind: 'pathways', asked: body }}>
      {(found) => (
        <Ways
          found={found}
          named={(events) => events.map((event) => nameOfEvent(found, event)).join(' + ')}
        />
      )}
    </Loaded>
  );
}

function Ways({ found, named }: { found: Pathways; named: (events: number[]) => string }) {
  const { t } = useTranslation('analysis');
  const told = (persons: number | null) => (persons === null ? `<${LEAST_PERSONS}` : exact(persons));
  const source = sourceOf(found.provenance, 'observation_period', 'person');
  const ways = [
    ...found.paths.map((path) => ({
      key: JSON.stringify(path.steps),
      label: path.steps.map(named).join(' → '),
      persons: path.persons as number | null,
    })),
    { key: 'pooled', label: t('pooled', { least: LEAST_PERSONS }), persons: found.pooled },
    { key: 'untreated', label: t('untreated'), persons: found.untreated },
  ].filter((way) => way.persons !== 0);
  const columns = [{ title: t('path') }, { title: t('persons'), numeric: true }];
  const rows = ways.map((way) => [way.label, way.persons]);
  const flow = flowOf(found.paths, named);
  return (
    <div className={styles.stack}>
      {flow.links.length > 0 && (
        <ChartFrame
          title={t('flow')}
          unit={t('unit')}
          source={source}
          columns={columns}
          rows={rows}
          file="cohort-pathways"
          height={Math.max(240, flow.nodes.length * 36)}
        >
          <FlowChart flow={flow} />
        </ChartFrame>
      )}
      <ChartFrame
        title={t('paths')}
        unit={t('unit')}
        source={source}
        columns={columns}
        rows={rows}
        file="cohort-paths"
        height={Math.min(ways.length, 20) * 28}
      >
        <BarList
          labelWidth={420}
          items={ways.map((way) => ({
            key: way.key,
            label: way.label,
            share: (way.persons ?? 0) / found.persons,
            text: told(way.persons),
            note: way.persons === null ? undefined : percent(way.persons / found.persons),
          }))}
        />
      </ChartFrame>
    </div>
  );
}

function FlowChart({ flow }: { flow: ReturnType<typeof flowOf> }) {
  const look = useChartLook();
  return (
    <ResponsiveContainer width="100%" height="100%">
      <Sankey
        data={flow}
        nodePadding={20}
        nodeWidth={12}
        margin={{ top: 8, right: 180, bottom: 8, left: 8 }}
        link={{ stroke: look.axis.tick.fill, strokeOpacity: 0.2 }}
        node={({ x, y, width, height, payload }) => (
          <Layer>
            <Rectangle x={x} y={y} width={width} height={height} fill={look.accent} />
            <text x={x + width + 6} y={y + height / 2} dominantBaseline="middle" className="recharts-text">
              {payload.name} · {exact(payload.value)}
            </text>
          </Layer>
        )}
      >
        <Tooltip {...look.tooltip} formatter={(value) => exact(Number(value))} />
      </Sankey>
    </ResponsiveContainer>
  );
}
