import { theme } from 'antd';
import { useDark } from '@/lib/theme/mode';
import { categories } from '@/lib/theme/palette';

/** Recharts takes colours as values, not as variables: the theme's, for axes, grid, tooltip and series. */
export function useChartLook() {
  const { token } = theme.useToken();
  const dark = useDark();
  return {
    colors: categories(dark),
    accent: dark ? '#4fb3ad' : '#0b6466',
    axis: {
      stroke: token.colorBorder,
      tick: { fill: token.colorTextSecondary, fontSize: 12 },
      tickLine: false,
    },
    grid: { stroke: token.colorBorderSecondary, vertical: false },
    // In the text's colour: a pale category's own would be unreadable.
    legendText: (name: string) => (
      <span style={{ color: token.colorTextSecondary, fontSize: 12 }}>{name}</span>
    ),
    tooltip: {
      contentStyle: {
        background: token.colorBgElevated,
        border: `1px solid ${token.colorBorderSecondary}`,
        borderRadius: 6,
        fontSize: 13,
        padding: '6px 10px',
      },
      labelStyle: { color: token.colorText, fontWeight: 600 },
      itemStyle: { color: token.colorText, padding: 0 },
      cursor: { fill: token.colorFillQuaternary },
      isAnimationActive: false,
    },
  };
}
