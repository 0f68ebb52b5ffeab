export interface FeasibilitySearch {
  cohort?: number;
}

export function feasibilitySearch(search: Record<string, unknown>): FeasibilitySearch {
  const cohort = Number(search.cohort);
  return Number.isSafeInteger(cohort) && cohort > 0 ? { cohort } : {};
}
