/** The items of a set as its page changes them. Members that the page does not know stay where they are. */

import type { Concept, Item } from '@/features/research/builder/definition/circe';
import type { Expression } from '@/features/research/conceptSets/api';

export const FLAGS = ['includeDescendants', 'isExcluded', 'includeMapped'] as const;
export type Flag = (typeof FLAGS)[number];

export function itemsOf(expression: Expression): Item[] {
  return Array.isArray(expression.items) ? (expression.items as Item[]) : [];
}

export function withItems(expression: Expression, items: Item[]): Expression {
  return { ...expression, items };
}

/** The set with a concept more, which stands for its descendants too; as it is where the concept is in it. */
export function withConcept(expression: Expression, concept: Concept): Expression {
  const items = itemsOf(expression);
  if (items.some((item) => item.concept.CONCEPT_ID === concept.CONCEPT_ID)) return expression;
  const item = { concept, isExcluded: false, includeDescendants: true, includeMapped: false };
  return withItems(expression, [...items, item]);
}

export function withFlag(expression: Expression, at: number, flag: Flag, value: boolean): Expression {
  return withItems(
    expression,
    itemsOf(expression).map((item, place) => (place === at ? { ...item, [flag]: value } : item)),
  );
}

export function without(expression: Expression, at: number): Expression {
  return withItems(
    expression,
    itemsOf(expression).filter((_, place) => place !== at),
  );
}
