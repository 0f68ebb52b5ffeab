/** Curves of several groups as one list of points, as a line chart wants them. */
import type { Survival } from '@/features/research/analysis/api';

export interface Point {
  day: number;
  [series: string]: number | [number, number] | null;
}

export const lineOf = (key: number) => `line ${key}`;
export const bandOf = (key: number) => `band ${key}`;

/** A point a day on which any curve falls; a curve holds its value until it falls again, and ends where it was seen. */
export function pointsOf(curves: Survival['curves']): Point[] {
  const days = new Set<number>([0]);
  for (const curve of curves) {
    for (const step of curve.steps) days.add(step.day);
    days.add(curve.last_day);
  }
  const next = new Map(curves.map((curve) => [curve.key, 0]));
  return [...days]
    .toSorted((a, b) => a - b)
    .map((day) => {
      const point: Point = { day };
      for (const curve of curves) {
        if (day > curve.last_day) continue;
        let place = next.get(curve.key) ?? 0;
        while ((curve.steps[place]?.day ?? Number.POSITIVE_INFINITY) <= day) place += 1;
        next.set(curve.key, place);
        const step = curve.steps[place - 1];
        point[lineOf(curve.key)] = step ? step.survival : 1;
        point[bandOf(curve.key)] = step ? [step.low ?? step.survival, step.high ?? step.survival] : [1, 1];
      }
      return point;
    });
}
