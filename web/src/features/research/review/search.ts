/** What addresses of reviews hold. Anything not understood is left out. */
import { type ChartSearch, chartSearch } from '@/features/research/chart/search';

function whole(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : undefined;
}

export interface ReviewsSearch {
  /** Reviews of this cohort alone, or the cohort of a new one. */
  cohort?: number;
}

export function reviewsSearch(raw: Record<string, unknown>): ReviewsSearch {
  return { cohort: whole(raw.cohort) };
}

export const REVIEW_TABS = ['patients', 'agreement', 'setup'] as const;
export type ReviewTab = (typeof REVIEW_TABS)[number];

export interface ReviewSearch {
  tab?: ReviewTab;
  page?: number;
}

export function reviewSearch(raw: Record<string, unknown>): ReviewSearch {
  return { tab: REVIEW_TABS.find((tab) => tab === raw.tab && tab !== 'patients'), page: whole(raw.page) };
}

export type ReviewingSearch = ChartSearch;
export const reviewingSearch = chartSearch;
