import { getRouteApi } from '@tanstack/react-router';
import type { Cohort, PopulationAsked } from '@/features/research/analysis/api';

const route = getRouteApi('/shell/research/analysis');

/** What the address asks, with the first cohort and no strata where it says nothing of them. */
export function useAsked(cohorts: Cohort[]) {
  const search = route.useSearch();
  const target = search.target ?? cohorts[0]?.cohort ?? 0;
  const others = cohorts.filter((each) => each.cohort !== target);
  const other = search.other !== target ? (search.other ?? others[0]?.cohort) : others[0]?.cohort;
  const wanted = search.strata ?? 'none';
  const paired = wanted === 'cohort' || wanted === 'comparison';
  const strata = paired && other === undefined ? 'none' : wanted;
  const population: PopulationAsked = { target, strata, other: paired && strata !== 'none' ? other : null };
  return { search, population, target, others, other };
}

export function nameOf(cohorts: Cohort[], number: number): string {
  return cohorts.find((each) => each.cohort === number)?.name ?? String(number);
}
