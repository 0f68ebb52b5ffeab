/** What a cohort's address holds. Anything in it that is not understood is left out. */

export const COHORT_TABS = ['definition', 'results', 'versions', 'comments'] as const;
export type CohortTab = (typeof COHORT_TABS)[number];

export interface CohortSearch {
  tab?: CohortTab;
  /** The version to look at; undefined: the newest. */
  version?: number;
}

export function cohortSearch(raw: Record<string, unknown>): CohortSearch {
  return {
    tab: COHORT_TABS.find((tab) => tab === raw.tab && tab !== 'definition'),
    version: Number.isInteger(raw.version) && Number(raw.version) > 0 ? Number(raw.version) : undefined,
  };
}
