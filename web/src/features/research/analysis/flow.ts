/** Paths as the nodes and links of a Sankey diagram: a node is a step's place and what is taken there. */
import type { Pathways } from '@/features/research/analysis/api';

export interface Flow {
  nodes: { name: string; events: number[] }[];
  links: { source: number; target: number; value: number }[];
}

export function flowOf(paths: Pathways['paths'], nameOf: (events: number[]) => string): Flow {
  const nodes: Flow['nodes'] = [];
  const places = new Map<string, number>();
  const links = new Map<string, Flow['links'][number]>();
  const node = (step: number, events: number[]) => {
    const key = `${step}:${events.join('+')}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, nodes.length);
    return nodes.push({ name: nameOf(events), events }) - 1;
  };
  // Who goes no further than one step is in the list beside, not in the flow.
  for (const path of paths.filter((each) => each.steps.length > 1)) {
    path.steps.forEach((events, step) => {
      const target = node(step, events);
      const before = path.steps[step - 1];
      if (!before) return;
      const source = node(step - 1, before);
      const link = links.get(`${source} ${target}`);
      if (link) link.value += path.persons;
      else links.set(`${source} ${target}`, { source, target, value: path.persons });
    });
  }
  return { nodes, links: [...links.values()] };
}
