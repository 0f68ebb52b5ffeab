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

export function differs(one: Draft, other: Draft): boolean {
  return one !== other && JSON.stringify(one) !== JSON.stringify(other);
}
