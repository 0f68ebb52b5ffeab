/** How the parts of groups change their place: in their list, out of their group, into another. */
import { type Expression, type Group, moved, without } from '@/features/research/builder/definition/circe';
import { type Path, startsWith, valueAt, withValue } from '@/features/research/builder/definition/paths';

export const LISTS = ['CriteriaList', 'DemographicCriteriaList', 'Groups'] as const;
export type List = (typeof LISTS)[number];

/** A definition after a move, and the place of what was moved. */
export type Moved = [Expression, Path];

interface Standing {
  group: Path;
  list: List;
  at: number;
}

export function standing(part: Path): Standing {
  const [list, at] = part.slice(-2);
  return { group: part.slice(0, -2), list: list as List, at: Number(at) };
}

function listAt(expression: Expression, group: Path, list: List): unknown[] {
  const found = valueAt(expression, [...group, list]);
  return Array.isArray(found) ? found : [];
}

/** The part at `part` as the `to`th (the last) of its kind in `group`; undefined where it cannot go there. */
export function movedInto(expression: Expression, part: Path, group: Path, to?: number): Moved | undefined {
  if (startsWith(group, part)) return undefined;
  const { group: from, list, at } = standing(part);
  const item = valueAt(expression, part);
  if (item === undefined) return undefined;
  const rest = withValue(expression, [...from, list], without(listAt(expression, from, list), at));
  const target = shifted(group, [...from, list], at);
  const others = listAt(rest, target, list);
  const place = Math.min(to ?? others.length, others.length);
  const filled = [...others.slice(0, place), item, ...others.slice(place)];
  return [withValue(rest, [...target, list], filled), [...target, list, place]];
}

/** A path after the item at `at` of `list` is gone. */
function shifted(path: Path, list: Path, at: number): Path {
  const place = path[list.length];
  if (!startsWith(path, list) || typeof place !== 'number' || place < at) return path;
  return path.map((step, depth) => (depth === list.length ? place - 1 : step));
}

/** One place up (-1) or down (1) in its list. */
export function stepped(expression: Expression, part: Path, by: -1 | 1): Moved | undefined {
  const { group, list, at } = standing(part);
  const items = listAt(expression, group, list);
  const to = at + by;
  if (to < 0 || to >= items.length) return undefined;
  return [withValue(expression, [...group, list], moved(items, at, to)), [...group, list, to]];
}

/** Out of its group, into the one around that. */
export function outward(expression: Expression, part: Path): Moved | undefined {
  const { group } = standing(part);
  const around = standing(group);
  return around.list === 'Groups' ? movedInto(expression, part, around.group) : undefined;
}

/** Into the nearest group beside it; a criterion that has none comes into a new one. */
export function inward(expression: Expression, part: Path): Moved | undefined {
  const { group, list, at } = standing(part);
  const groups = listAt(expression, group, 'Groups');
  if (list === 'Groups') {
    if (groups.length < 2) return undefined;
    return movedInto(expression, part, [...group, 'Groups', at + 1 < groups.length ? at + 1 : at - 1]);
  }
  const beside = [...group, 'Groups', 0];
  if (groups.length > 0) return movedInto(expression, part, beside);
  return movedInto(withValue(expression, [...group, 'Groups'], [newGroup()]), part, beside);
}

export function newGroup(): Group {
  return { Type: 'ALL', CriteriaList: [], DemographicCriteriaList: [], Groups: [] };
}
