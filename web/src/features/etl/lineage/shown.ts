/** What of the lineage is drawn. Pure functions over the server's graph. */
import type { Lineage } from '@/features/etl/api/lineage';

/**
 * Without the maps between steps (`map.*`), a step that reads a map is joined to the steps that wrote it, so that
 * nothing seems to come from nowhere.
 */
export function shownLineage(lineage: Lineage, maps: boolean): Lineage {
  if (maps) return lineage;
  const hidden = new Set(lineage.nodes.filter((node) => node.kind === 'map').map((node) => node.id));
  const edges = new Map<string, { source: string; target: string }>();
  const add = (source: string, target: string) => {
    if (source !== target) edges.set(`${source}→${target}`, { source, target });
  };
  for (const { source, target } of lineage.edges) {
    if (!hidden.has(source) && !hidden.has(target)) add(source, target);
    else if (hidden.has(source) && !hidden.has(target)) {
      for (const writer of lineage.edges) if (writer.target === source) add(writer.source, target);
    }
  }
  return { nodes: lineage.nodes.filter((node) => !hidden.has(node.id)), edges: [...edges.values()] };
}

/** The node with what it touches: small enough to be read. An unknown node leaves everything. */
export function around(lineage: Lineage, node: string | undefined): Lineage {
  if (!node || !lineage.nodes.some(({ id }) => id === node)) return lineage;
  const edges = lineage.edges.filter(({ source, target }) => source === node || target === node);
  const kept = new Set([node, ...edges.flatMap(({ source, target }) => [source, target])]);
  return { nodes: lineage.nodes.filter(({ id }) => kept.has(id)), edges };
}

export function neighbours(lineage: Lineage, node: string): { before: string[]; after: string[] } {
  return {
    before: lineage.edges.filter((edge) => edge.target === node).map((edge) => edge.source),
    after: lineage.edges.filter((edge) => edge.source === node).map((edge) => edge.target),
  };
}
