import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

type Schemas = components['schemas'];
export type Overview = Schemas['OverviewOut'];
export type Lane = Schemas['LaneOut'];
export type Domain = Lane['domain'];
export type Event = Schemas['ChartEventOut'];
export type LaneEvents = Schemas['LaneEventsOut'];
export type Series = Schemas['SeriesOut'];
export type Trend = Schemas['TrendOut'];
export type Treated = Schemas['TreatedOut'];

/** Whose chart, of which snapshot, in which language concepts are named. */
export interface Whose {
  subject: number;
  snapshot: string | undefined;
  language: string;
}

/** Each look is in the audit: what was read a moment ago is not read again for moving the focus. */
const LASTING = { staleTime: 300_000, retry: false, refetchOnWindowFocus: false } as const;

const key = ({ subject, snapshot, language }: Whose) => ['chart', subject, snapshot ?? null, language];

export const overviewQuery = (whose: Whose) =>
  queryOptions({
    ...LASTING,
    queryKey: [...key(whose), 'overview'],
    queryFn: () =>
      data(
        api.GET('/api/research/charts/{subject}', {
          params: { path: { subject: whose.subject }, query: { snapshot: whose.snapshot } },
        }),
      ),
  });

export interface Window {
  since?: string;
  until?: string;
}

export const eventsQuery = (whose: Whose, domain: Domain[], window: Window) =>
  queryOptions({
    ...LASTING,
    queryKey: [...key(whose), 'events', domain, window],
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/research/charts/{subject}/events', {
          params: {
            path: { subject: whose.subject },
            query: { domain, ...window, snapshot: whose.snapshot },
          },
          signal,
        }),
      ),
    enabled: domain.length > 0,
    // The events of the window before stay until those of this one are there.
    placeholderData: keepPreviousData,
  });

export const measuredQuery = (whose: Whose) =>
  queryOptions({
    ...LASTING,
    queryKey: [...key(whose), 'measured'],
    queryFn: () =>
      data(
        api.GET('/api/research/charts/{subject}/measurements', {
          params: { path: { subject: whose.subject }, query: { snapshot: whose.snapshot } },
        }),
      ),
  });

export const trendQuery = (whose: Whose, series: Series, window: Window) =>
  queryOptions({
    ...LASTING,
    queryKey: [...key(whose), 'trend', seriesKey(series), window],
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/research/charts/{subject}/trend', {
          params: {
            path: { subject: whose.subject },
            query: {
              concept: series.concept,
              unit: series.unit ?? undefined,
              source: series.source ?? undefined,
              unit_source: series.unit_source ?? undefined,
              ...window,
              snapshot: whose.snapshot,
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const noteQuery = (whose: Whose, note: number) =>
  queryOptions({
    ...LASTING,
    queryKey: [...key(whose), 'note', note],
    queryFn: () =>
      data(
        api.GET('/api/research/charts/{subject}/notes/{note}', {
          params: { path: { subject: whose.subject, note }, query: { snapshot: whose.snapshot } },
        }),
      ),
  });

/** What tells one series from the others. */
export function seriesKey(series: Series): string {
  return JSON.stringify([series.concept, series.source, series.unit, series.unit_source]);
}
