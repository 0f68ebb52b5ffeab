import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { Choice } from '@/components/Choice';
import { ChartFrame } from '@/components/chart/ChartFrame';
import { useChartLook } from '@/components/chart/useChartLook';
import { type Dashboard, sourceOf } from '@/features/dashboard/api';
import { everyYear } from '@/features/dashboard/years';
import { useFormat } from '@/lib/format/useFormat';

const FIRST_SHOWN = 'visit_occurrence';

/** Rows of one table by calendar year; years without a row stand as gaps, not left out. */
export default function TrendChart({ board }: { board: Dashboard }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const look = useChartLook();
  const navigate = useNavigate();
  const { trend } = getRouteApi('/shell/').useSearch();
  const tables = [...new Set(board.years.map((one) => one.table))];
  const wanted = trend ?? FIRST_SHOWN;
  const table = tables.includes(wanted) ? wanted : (tables[0] ?? FIRST_SHOWN);
  const points = everyYear(board.years.filter((one) => one.table === table));
  return (
    <ChartFrame
      title={t('trend')}
      unit={t('unit.rows')}
      source={sourceOf(board, 'statistics', [table])}
      columns={[{ title: t('year') }, { title: table, numeric: true }]}
      rows={points.map((point) => [point.year, point.rows])}
      file={`${table}-by-year`}
      height={264}
      extra={
        <Choice
          label={t('trendTable')}
          value={table}
          options={tables.map((name) => ({ value: name, label: name }))}
          onChange={(name) => navigate({ to: '/', search: { trend: name }, replace: true })}
        />
      }
    >
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={points} margin={{ top: 8, right: 20, bottom: 0, left: 0 }} barCategoryGap="20%">
          <CartesianGrid {...look.grid} />
          <XAxis dataKey="year" {...look.axis} minTickGap={16} />
          <YAxis
            {...look.axis}
            axisLine={false}
            width="auto"
            tickFormatter={format.short}
            allowDecimals={false}
          />
          <Tooltip
            {...look.tooltip}
            formatter={(value) => [format.exact(Number(value)), table]}
            labelFormatter={(year) => t('yearOf', { year })}
          />
          <Bar
            dataKey="rows"
            fill={look.accent}
            isAnimationActive={false}
            radius={[2, 2, 0, 0]}
            maxBarSize={40}
          />
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
