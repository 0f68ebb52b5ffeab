import { expect, it } from 'vitest';
import { EMPTY, moved, timesUsed, withNewSet } from '@/features/research/builder/definition/circe';

it('numbers new concept sets after those that are there', () => {
  const items = [{ concept: { CONCEPT_ID: 1, CONCEPT_NAME: 'Diabetes' } }];
  const [one, first] = withNewSet(EMPTY, items);
  const [two, second] = withNewSet(one, items);
  expect([first, second]).toEqual([0, 1]);
  expect(two.ConceptSets?.map((each) => each.name)).toEqual(['Diabetes', 'Diabetes']);
});

it('moves an item, and nothing where there is no such place', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
});

it('counts who names a concept set, other numbers aside', () => {
  const expression = {
    ConceptSets: [{ id: 1 }],
    PrimaryCriteria: {
      CriteriaList: [{ ConditionOccurrence: { CodesetId: 1, ConditionSourceConcept: 1, Age: { Value: 1 } } }],
    },
    EndStrategy: { CustomEra: { DrugCodesetId: 1, GapDays: 1 } },
  };
  expect(timesUsed(expression, 1)).toBe(3);
  expect(timesUsed(expression, 2)).toBe(0);
});
