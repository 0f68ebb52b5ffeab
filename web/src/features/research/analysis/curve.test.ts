import { expect, it } from 'vitest';
import { bandOf, lineOf, pointsOf } from '@/features/research/analysis/curve';

const none = { persons: 9, events: 1, at_risk: [], median: null, median_low: null, median_high: null };

it('holds every curve between its steps, from 1 on, and ends it where nobody is followed any more', () => {
  const points = pointsOf([
    {
      ...none,
      key: 0,
      label: 'a',
      last_day: 30,
      steps: [{ day: 10, survival: 0.8, low: 0.5, high: 0.9, at_risk: 9, events: 1 }],
    },
    {
      ...none,
      key: 1,
      label: 'b',
      last_day: 20,
      steps: [{ day: 15, survival: 0, low: null, high: null, at_risk: 1, events: 1 }],
    },
  ]);
  expect(points.map((point) => [point.day, point[lineOf(0)], point[lineOf(1)]])).toEqual([
    [0, 1, 1],
    [10, 0.8, 1],
    [15, 0.8, 0],
    [20, 0.8, 0],
    [30, 0.8, undefined],
  ]);
  expect(points.map((point) => point[bandOf(1)])).toEqual([[1, 1], [1, 1], [0, 0], [0, 0], undefined]);
});
