import { describe, expect, it } from 'vitest';
import type { Lineage } from '@/features/etl/api/lineage';
import { around, neighbours, shownLineage } from '@/features/etl/lineage/shown';

const node = (id: string, kind: Lineage['nodes'][number]['kind']) => ({ id, kind, label: id });
const GRAPH: Lineage = {
  nodes: [
    node('source.a', 'source'),
    node('step.one', 'step'),
    node('map.m', 'map'),
    node('step.two', 'step'),
    node('cdm.x', 'cdm'),
    node('cdm.y', 'cdm'),
  ],
  edges: [
    { source: 'source.a', target: 'step.one' },
    { source: 'step.one', target: 'map.m' },
    { source: 'map.m', target: 'step.two' },
    { source: 'step.two', target: 'cdm.x' },
    { source: 'step.one', target: 'cdm.y' },
  ],
};

describe('lineage', () => {
  it('joins steps over a map that is not drawn', () => {
    const shown = shownLineage(GRAPH, false);
    expect(shown.nodes.map(({ id }) => id)).not.toContain('map.m');
    expect(shown.edges).toContainEqual({ source: 'step.one', target: 'step.two' });
    expect(shown.edges).toHaveLength(4);
  });

  it('is whole with the maps', () => {
    expect(shownLineage(GRAPH, true)).toBe(GRAPH);
  });

  it('keeps of a chosen node what it touches', () => {
    const near = around(GRAPH, 'step.two');
    expect(near.nodes.map(({ id }) => id)).toEqual(['map.m', 'step.two', 'cdm.x']);
    expect(near.edges).toHaveLength(2);
    expect(around(GRAPH, 'no.such')).toBe(GRAPH);
    expect(around(GRAPH, undefined)).toBe(GRAPH);
    expect(neighbours(GRAPH, 'step.one')).toEqual({ before: ['source.a'], after: ['map.m', 'cdm.y'] });
  });
});
