/** What of the lineage is drawn, and what lies before and after a node. Pure functions over the server's graph. */
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

/** The node itself, all it comes from, and all that comes from it. */
export function related(lineage: Lineage, node: string): Set<string> {
  const found = new Set([node]);
  walk(node, (id) => lineage.edges.filter((edge) => edge.target === id).map((edge) => edge.source), found);
  walk(node, (id) => lineage.edges.filter((edge) => edge.source === id).map((edge) => edge.target), found);
  return found;
}

function walk(start: string, next: (id: string) => string[], found: Set<string>): void {
  const seen = new Set([start]);
  const todo = [start];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    for (const each of next(id)) {
      if (seen.has(each)) continue;
      seen.add(each);
      found.add(each);
      todo.push(each);
    }
  }
}

export function neighbours(lineage: Lineage, node: string): { before: string[]; after: string[] } {
  return {
    before: lineage.edges.filter((edge) => edge.target === node).map((edge) => edge.source),
    after: lineage.edges.filter((edge) => edge.source === node).map((edge) => edge.target),
  };
}
