import { useTranslation } from 'react-i18next';
import {
  Bar,
  BarChart,
  CartesianGrid,
  Legend,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { ChartFrame } from '@/components/chart/ChartFrame';
import { useChartLook } from '@/components/chart/useChartLook';
import { type Dashboard, sourceOf } from '@/features/dashboard/api';
import { ageBand, pyramid } from '@/features/dashboard/pyramid';
import { useFormat } from '@/lib/format/useFormat';

/** Living persons by age band, the two most frequent genders to the left and right; the table has all. */
export default function PyramidChart({ board }: { board: Dashboard }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const look = useChartLook();
  const { genders, bands } = pyramid(board.pyramid, (id) => t('unnamed', { id }));
  const [left, right] = genders;
  return (
    <ChartFrame
      title={t('pyramid')}
      unit={t('unit.persons')}
      source={sourceOf(board, 'statistics', ['person'])}
      columns={[{ title: t('age') }, ...genders.map((gender) => ({ title: gender.name, numeric: true }))]}
      rows={bands.map((band) => [
        ageBand(band.from),
        ...genders.map((gender) => band.persons[gender.id] ?? 0),
      ])}
      file="persons-by-age-and-gender"
      height={264}
    >
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          data={bands.toReversed()}
          layout="vertical"
          stackOffset="sign"
          barCategoryGap={1}
          margin={{ top: 0, right: 8, bottom: 0, left: 0 }}
        >
          <CartesianGrid stroke={look.grid.stroke} horizontal={false} />
          <XAxis
            type="number"
            {...look.axis}
            tickFormatter={(value: number) => format.short(Math.abs(value))}
            allowDecimals={false}
          />
          <YAxis
            type="category"
            dataKey="from"
            {...look.axis}
            axisLine={false}
            width={52}
            tickFormatter={ageBand}
            interval={1}
          />
          <Tooltip
            {...look.tooltip}
            formatter={(value, name) => [format.exact(Math.abs(Number(value))), String(name)]}
            labelFormatter={(from) => t('ageOf', { band: ageBand(Number(from)) })}
          />
          <Legend iconType="square" iconSize={10} itemSorter={null} formatter={look.legendText} />
          <ReferenceLine x={0} stroke={look.axis.stroke} />
          {left && (
            <Bar
              name={left.name}
              dataKey={(band) => -(band.persons[left.id] ?? 0)}
              stackId="persons"
              fill={look.colors[0]}
              isAnimationActive={false}
            />
          )}
          {right && (
            <Bar
              name={right.name}
              dataKey={(band) => band.persons[right.id] ?? 0}
              stackId="persons"
              fill={look.colors[1]}
              isAnimationActive={false}
            />
          )}
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
