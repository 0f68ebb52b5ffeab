/** Normal ranges as they hold from one value to the next: laboratories change them. */
import type { Trend } from '@/features/research/chart/api';

export interface Range {
  from: string;
  to: string;
  low: number | undefined;
  high: number | undefined;
}

/** One range for each run of values that share it; values without any have none. */
export function rangesOf(points: Trend['points']): Range[] {
  const found: Range[] = [];
  for (const point of points) {
    const low = point.low ?? undefined;
    const high = point.high ?? undefined;
    const last = found.at(-1);
    if (last && last.low === low && last.high === high) last.to = point.at;
    else found.push({ from: point.at, to: point.at, low, high });
  }
  return found.filter(({ low, high }) => low !== undefined || high !== undefined);
}
