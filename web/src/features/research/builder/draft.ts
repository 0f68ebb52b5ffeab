/** What is edited, and whether it differs from what was saved. */

import type { Cohort } from '@/features/research/api/cohorts';
import { EMPTY, type Expression } from '@/features/research/builder/definition/circe';

export interface Draft {
  name: string;
  description: string;
  expression: Expression;
}

export function draftOf(cohort: Cohort | undefined, name: string): Draft {
  if (!cohort) return { name, description: '', expression: EMPTY };
  return { name: cohort.name, description: cohort.description, expression: cohort.expression as Expression };
}

const texts = new WeakMap<object, string>();

/** An expression as text, written once for each: it is never changed in place. */
function textOf(expression: Expression): string {
  const text = texts.get(expression) ?? JSON.stringify(expression);
  texts.set(expression, text);
  return text;
}

export function differs(one: Draft, other: Draft): boolean {
  if (one === other) return false;
  if (one.name !== other.name || one.description !== other.description) return true;
  return one.expression !== other.expression && textOf(one.expression) !== textOf(other.expression);
}
