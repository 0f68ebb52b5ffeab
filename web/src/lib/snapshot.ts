import { queryOptions, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type SnapshotInUse = components['schemas']['SnapshotInUse'];
export type Snapshot = components['schemas']['SnapshotListed'];

/** How an address names a snapshot: by its version or by one of its tags. */
export interface PinSearch {
  snapshot?: string | number;
}

export function pinSearch({ snapshot }: Record<string, unknown>): PinSearch {
  if (typeof snapshot === 'number' && Number.isSafeInteger(snapshot) && snapshot >= 0) return { snapshot };
  return { snapshot: typeof snapshot === 'string' && snapshot !== '' ? snapshot.slice(0, 64) : undefined };
}

/** The snapshot that the address names; undefined: whichever is newest. Whatever reads patients' data passes it on. */
export function usePinned(): string | undefined {
  const pinned = useSearch({ strict: false, select: (search: PinSearch) => search.snapshot });
  return pinned === undefined ? undefined : String(pinned);
}

const IN_USE = ['snapshot'];

/** What readers see: a published snapshot, or a CDM in place (no version); null where nothing was published. */
export const snapshotQuery = (pinned: string | undefined) =>
  queryOptions({
    queryKey: [...IN_USE, pinned ?? null],
    queryFn: () => data(api.GET('/api/dashboard/snapshot', { params: { query: { snapshot: pinned } } })),
    staleTime: 60_000,
    refetchInterval: 60_000,
  });

const LISTED = ['snapshots'];

/** Every published snapshot, newest first. */
export const snapshotsQuery = queryOptions({
  queryKey: LISTED,
  queryFn: () => data(api.GET('/api/snapshots')),
  staleTime: 15_000,
});

/** The beginnings of the keys of all that changes when something is published. */
export const CHANGED_BY_PUBLICATION = [IN_USE, LISTED, ['dashboard'], ['mart'], ['concepts']];

/** Whether an existing CDM is read in place: then nothing is loaded or published here. */
export function useInPlace(): boolean {
  return useQuery(snapshotQuery(undefined)).data?.kind === 'in_place';
}
