import { expect, it } from 'vitest';
import type { Expression, Group } from '@/features/research/builder/definition/circe';
import {
  inward,
  type Moved,
  movedInto,
  outward,
  stepped,
} from '@/features/research/builder/definition/moving';
import { named, type Path } from '@/features/research/builder/definition/paths';

/** A group by the names of its parts: `a b (c (d))`; its type and unknown members go with it. */
function group(...parts: (string | Group)[]): Group {
  return {
    Type: 'ANY',
    CriteriaList: parts.filter((each) => typeof each === 'string').map((name) => ({ name })),
    Groups: parts.filter((each) => typeof each !== 'string'),
  };
}

function shown({ CriteriaList: criteria = [], Groups: groups = [] }: Group): string {
  return [...criteria.map(({ name }) => name), ...groups.map((each) => `(${shown(each)})`)].join(' ');
}

const RULE: Path = ['InclusionRules', 0, 'expression'];
const OTHER: Path = ['InclusionRules', 1, 'expression'];

function rules(...groups: Group[]): Expression {
  return { InclusionRules: groups.map((expression) => ({ expression })) };
}

function told(moved: Moved | undefined): string[] | undefined {
  if (!moved) return undefined;
  const [expression, path] = moved;
  return [...(expression.InclusionRules ?? []).map((rule) => shown(rule.expression ?? {})), named(path)];
}

it('moves a part within its list, and not beyond it', () => {
  const given = rules(group('a', 'b', 'c'));
  expect(told(stepped(given, [...RULE, 'CriteriaList', 0], 1))).toEqual([
    'b a c',
    'InclusionRules[0].expression.CriteriaList[1]',
  ]);
  expect(stepped(given, [...RULE, 'CriteriaList', 0], -1)).toBeUndefined();
  expect(stepped(given, [...RULE, 'CriteriaList', 2], 1)).toBeUndefined();
});

it('moves a part into another group, of another rule too, at a place or at the end', () => {
  const given = rules(group('a', 'b'), group('x', 'y'));
  const part = [...RULE, 'CriteriaList', 1];
  expect(told(movedInto(given, part, OTHER, 0))?.slice(0, 2)).toEqual(['a', 'b x y']);
  expect(told(movedInto(given, part, OTHER))?.slice(0, 2)).toEqual(['a', 'x y b']);
});

it('finds its target again where a group before it has gone', () => {
  const given = rules(group(group('a'), group('b', group('c'))));
  const moved = movedInto(given, [...RULE, 'Groups', 0], [...RULE, 'Groups', 1, 'Groups', 0]);
  expect(told(moved)).toEqual(['(b (c (a)))', 'InclusionRules[0].expression.Groups[0].Groups[0].Groups[0]']);
});

it('never moves a group into itself', () => {
  const given = rules(group(group('a', group('b'))));
  const outer = [...RULE, 'Groups', 0];
  expect(movedInto(given, outer, outer)).toBeUndefined();
  expect(movedInto(given, outer, [...outer, 'Groups', 0])).toBeUndefined();
});

it('goes out of a group and into the one beside it, with all that is in it', () => {
  const given = rules(group('a', group('b', group('c'))));
  expect(told(outward(given, [...RULE, 'Groups', 0, 'CriteriaList', 0]))?.[0]).toBe('a b ((c))');
  expect(told(outward(given, [...RULE, 'Groups', 0, 'Groups', 0]))?.[0]).toBe('a (b) (c)');
  expect(outward(given, [...RULE, 'CriteriaList', 0])).toBeUndefined();
  expect(told(inward(given, [...RULE, 'CriteriaList', 0]))?.[0]).toBe('(b a (c))');
  expect(inward(given, [...RULE, 'Groups', 0])).toBeUndefined();
});

it('makes a group for a criterion that has none beside it', () => {
  const [expression] = inward(rules(group('a', 'b')), [...RULE, 'CriteriaList', 1]) ?? [];
  expect(expression?.InclusionRules?.[0]?.expression?.Groups).toEqual([
    { Type: 'ALL', CriteriaList: [{ name: 'b' }], DemographicCriteriaList: [], Groups: [] },
  ]);
});

it('does not take a part out of the criterion around whose events it stands', () => {
  const inner = { Criteria: { DrugExposure: { CorrelatedCriteria: group('a') } } };
  const given = rules({ Type: 'ALL', CriteriaList: [inner] });
  const around = [...RULE, 'CriteriaList', 0, 'Criteria', 'DrugExposure', 'CorrelatedCriteria'];
  expect(outward(given, [...around, 'CriteriaList', 0])).toBeUndefined();
  expect(movedInto(given, [...RULE, 'CriteriaList', 0], around)).toBeUndefined();
});
