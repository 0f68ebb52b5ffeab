import { expect, it } from 'vitest';
import { itemsOf, withConcept, withFlag, without } from '@/features/research/conceptSets/items';

const set = {
  items: [{ concept: { CONCEPT_ID: 1 }, note: 'kept' }, { concept: { CONCEPT_ID: 2 } }],
  other: 'kept',
};

it('adds a concept once, with its descendants', () => {
  const more = withConcept(set, { CONCEPT_ID: 3, CONCEPT_NAME: 'three' });
  expect(itemsOf(more)).toHaveLength(3);
  expect(itemsOf(more)[2]).toMatchObject({ includeDescendants: true, isExcluded: false });
  expect(withConcept(more, { CONCEPT_ID: 3 })).toBe(more);
});

it('changes one item and keeps what it does not know', () => {
  const changed = withFlag(set, 0, 'isExcluded', true);
  expect(changed).toEqual({
    items: [{ concept: { CONCEPT_ID: 1 }, note: 'kept', isExcluded: true }, { concept: { CONCEPT_ID: 2 } }],
    other: 'kept',
  });
  expect(itemsOf(without(changed, 0))).toEqual([{ concept: { CONCEPT_ID: 2 } }]);
  expect(itemsOf({})).toEqual([]);
});
