import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type KeptKind, keptQuery } from '@/features/research/kept/api';

const route = getRouteApi('/shell/research/analysis');

/** An answer as a page draws it, asked now or kept. */
export interface Answer<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => void;
  isPlaceholderData: boolean;
  /** Whether it was kept, so that there is nothing to wait for on this page. */
  kept: boolean;
}

/** Whether the page is to ask: not where the address names a kept answer. */
export function useFresh(): boolean {
  return route.useSearch().run === undefined;
}

/** The kept answer that the address names, or `asked`. */
export function useKept<T>(kind: KeptKind, asked: UseQueryResult<T>): Answer<T> {
  const { run } = route.useSearch();
  const kept = useQuery({ ...keptQuery(run ?? 0), enabled: run !== undefined });
  if (run === undefined) return { ...asked, kept: false };
  const told = kept.data?.kind === kind && kept.data.result ? (kept.data.result as T) : undefined;
  return { data: told, error: kept.error, refetch: kept.refetch, isPlaceholderData: false, kept: true };
}
