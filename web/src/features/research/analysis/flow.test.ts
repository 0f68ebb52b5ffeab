import { expect, it } from 'vitest';
import { flowOf } from '@/features/research/analysis/flow';

it('counts the persons that go from each step to the next, and tells the same events at two steps apart', () => {
  const flow = flowOf(
    [
      { steps: [[1], [2]], persons: 7 },
      { steps: [[1], [2], [1]], persons: 5 },
      { steps: [[1, 2]], persons: 9 },
    ],
    (events) => events.join('+'),
  );
  expect(flow.nodes.map((node) => node.name)).toEqual(['1', '2', '1']);
  expect(flow.links).toEqual([
    { source: 0, target: 1, value: 12 },
    { source: 1, target: 2, value: 5 },
  ]);
});
