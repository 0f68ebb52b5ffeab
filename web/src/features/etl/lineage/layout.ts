import { Graph, layout } from '@dagrejs/dagre';
import type { Lineage } from '@/features/etl/api/lineage';

export const NODE_WIDTH = 176;
export const NODE_HEIGHT = 30;

/** Places for the nodes, data flowing from left to right: top left corner of each by id. */
export function placed(lineage: Lineage): Map<string, { x: number; y: number }> {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', ranksep: 64, nodesep: 8, edgesep: 1 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of lineage.nodes) graph.setNode(node.id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const edge of lineage.edges) graph.setEdge(edge.source, edge.target);
  layout(graph);
  return new Map(
    lineage.nodes.map(({ id }) => {
      const { x, y } = graph.node(id);
      return [id, { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 }];
    }),
  );
}
