import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { ChartFrame } from '@/components/chart/ChartFrame';
import { useChartLook } from '@/components/chart/useChartLook';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { sourceOf } from '@/features/research/analysis/api';
import {
  measuredQuery,
  type Series,
  seriesKey,
  type Trend,
  trendQuery,
  type Whose,
  type Window,
} from '@/features/research/chart/api';
import styles from '@/features/research/chart/Chart.module.css';
import { rangesOf } from '@/features/research/chart/ranges';
import { Treatments } from '@/features/research/chart/Treatments';
import { dayOf, textOf } from '@/features/research/chart/window';
import { numberText, rangeText } from '@/features/research/chart/words';
import { exact } from '@/lib/format/numbers';

/** How measured values change, one measurement and unit at a time. */
export default function Labs({ whose, window }: { whose: Whose; window: Window }) {
  const { t } = useTranslation('chart');
  const { data: found, error, refetch } = useQuery(measuredQuery(whose));
  const [key, setKey] = useState<string>();
  const chosen = found?.series.find((each) => seriesKey(each) === key) ?? found?.series[0];
  return (
    <Panel title={t('labs.title')}>
      {error && <ErrorNotice error={error} onRetry={refetch} compact />}
      {!found && !error && <Skeleton active title={false} paragraph={{ rows: 5 }} />}
      {found?.series.length === 0 && <EmptyState title={t('labs.none')} reason={t('labs.noneReason')} />}
      {found && chosen && (
        <div className={styles.list}>
          <ul className={styles.items} aria-label={t('labs.list')}>
            {found.series.map((each) => (
              <li key={seriesKey(each)}>
                <button
                  type="button"
                  className={styles.item}
                  aria-pressed={each === chosen}
                  onClick={() => setKey(seriesKey(each))}
                >
                  {titleOf(each, t)}
                  <small>{[unitOf(each, t), t('labs.values', { count: each.values })].join(' · ')}</small>
                </button>
              </li>
            ))}
          </ul>
          <Course whose={whose} series={chosen} window={window} />
        </div>
      )}
      {found?.more && <p className={styles.quiet}>{t('labs.more', { count: found.series.length })}</p>}
      {found && <Treatments treated={found.treated} />}
    </Panel>
  );
}

type T = ReturnType<typeof useTranslation<'chart'>>['t'];

function titleOf(series: Series, t: T): string {
  return (
    series.name ??
    (series.source ? t('unmapped', { code: series.source }) : t('concept', { id: series.concept }))
  );
}

function unitOf(series: Series, t: T): string {
  return series.unit_name ?? series.unit_source ?? t('labs.noUnit');
}

function Course({ whose, series, window }: { whose: Whose; series: Series; window: Window }) {
  const { t } = useTranslation('chart');
  const { data: trend, error, refetch } = useQuery(trendQuery(whose, series, window));
  if (error) return <ErrorNotice error={error} onRetry={refetch} compact />;
  if (!trend) return <Skeleton active title={false} paragraph={{ rows: 5 }} />;
  const outside = trend.points.filter(({ number, low, high }) => isOutside(number, low, high)).length;
  return (
    <div>
      <ChartFrame
        title={titleOf(series, t)}
        unit={unitOf(series, t)}
        source={sourceOf(trend.provenance, 'measurement')}
        columns={[
          { title: t('column.day') },
          { title: t('column.value') },
          { title: t('labs.range') },
          { title: t('labs.judged') },
        ]}
        rows={trend.points.map((point) => [
          trend.monthly ? point.at.slice(0, 7) : point.at.slice(0, 16).replace('T', ' '),
          trend.monthly
            ? `${numberText(point.number)} (${rangeText(point.least, point.largest)}, n=${exact(point.values)})`
            : [point.operator, numberText(point.number)].filter(Boolean).join(' '),
          rangeText(point.low, point.high),
          isOutside(point.number, point.low, point.high) ? t('labs.outside') : '',
        ])}
        file={`chart-${whose.subject}-${series.concept}`}
      >
        {trend.points.length > 0 ? (
          <Curve trend={trend} />
        ) : (
          <EmptyState title={t('labs.empty')} reason={t('labs.emptyReason')} />
        )}
      </ChartFrame>
      <p className={styles.quiet}>
        {[
          trend.monthly && t('labs.monthly'),
          !trend.monthly && trend.points.some(({ low, high }) => low !== null || high !== null)
            ? t('labs.outsideCount', { count: outside, of: trend.points.length })
            : !trend.monthly && t('labs.noRange'),
          trend.points.some(({ operator }) => operator && operator !== '=') && t('labs.operators'),
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
    </div>
  );
}

function isOutside(value: number, low: number | null | undefined, high: number | null | undefined): boolean {
  return (
    (low !== null && low !== undefined && value < low) ||
    (high !== null && high !== undefined && value > high)
  );
}

function Curve({ trend }: { trend: Trend }) {
  const { t } = useTranslation('chart');
  const look = useChartLook();
  const points = trend.points.map((point) => ({
    ...point,
    when: Date.parse(`${point.at.replace(/Z$/, '')}Z`) / 86_400_000,
  }));
  const first = points[0]?.when ?? 0;
  const last = points.at(-1)?.when ?? first;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={points} margin={{ top: 8, right: 40, bottom: 0, left: 0 }}>
        <CartesianGrid {...look.grid} />
        <XAxis
          {...look.axis}
          dataKey="when"
          type="number"
          domain={first === last ? [first - 1, last + 1] : [first, last]}
          tickFormatter={(day: number) => textOf(Math.floor(day))}
          minTickGap={48}
        />
        <YAxis {...look.axis} width={56} domain={['auto', 'auto']} tickFormatter={numberText} />
        <Tooltip
          {...look.tooltip}
          labelFormatter={(day) => textOf(Math.floor(Number(day)))}
          formatter={(value) => numberText(Number(value))}
        />
        {rangesOf(trend.points).map((range) => (
          <ReferenceArea
            key={range.from}
            x1={dayOf(range.from)}
            x2={Math.max(dayOf(range.to), dayOf(range.from) + (first === last ? 1 : 0))}
            y1={range.low}
            y2={range.high}
            ifOverflow="hidden"
            fill={look.accent}
            fillOpacity={0.12}
          />
        ))}
        {trend.monthly && (
          <>
            <Line
              dataKey="least"
              name={t('labs.least')}
              stroke={look.colors[1]}
              strokeDasharray="3 3"
              dot={false}
              isAnimationActive={false}
            />
            <Line
              dataKey="largest"
              name={t('labs.largest')}
              stroke={look.colors[1]}
              strokeDasharray="3 3"
              dot={false}
              isAnimationActive={false}
            />
          </>
        )}
        <Line
          dataKey="number"
          name={t(trend.monthly ? 'labs.mean' : 'column.value')}
          stroke={look.accent}
          strokeWidth={1.5}
          dot={points.length <= 200 ? { r: 3, fill: look.accent } : false}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
