import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { FigureSource } from '@/components/source';
import { api, data } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

type Schemas = components['schemas'];
export type Cohorts = Schemas['CohortsOut'];
export type Cohort = Schemas['CohortCountOut'];
export type Table = Schemas['BaselineOut'];
export type Features = Schemas['FeaturesOut'];
export type Incidence = Schemas['IncidenceOut'];
export type Rate = Schemas['RateOut'];
export type Survival = Schemas['SurvivalOut'];
export type Pathways = Schemas['PathwaysOut'];
export type Value = Schemas['ValueOut'];
export type PopulationAsked = Schemas['PopulationIn'];

/** Figures of one snapshot do not change; while another question is answered the last answer stays. */
const LASTING = { staleTime: 300_000, placeholderData: keepPreviousData, retry: false } as const;

const of = (pinned: string | undefined) => ({ query: { snapshot: pinned } });

export const cohortsQuery = (pinned: string | undefined) =>
  queryOptions({
    queryKey: ['analysis', 'cohorts', pinned],
    queryFn: () => data(api.GET('/api/research/analysis/cohorts', { params: of(pinned) })),
    staleTime: 60_000,
    retry: false,
  });

export const tableQuery = (pinned: string | undefined, body: PopulationAsked, language: string) =>
  queryOptions({
    ...LASTING,
    queryKey: ['analysis', 'table', pinned, body, language],
    queryFn: ({ signal }) =>
      data(api.POST('/api/research/analysis/table-one', { params: of(pinned), body, signal })),
  });

export const featuresQuery = (pinned: string | undefined, body: Schemas['FeaturesIn'], language: string) =>
  queryOptions({
    ...LASTING,
    queryKey: ['analysis', 'features', pinned, body, language],
    queryFn: ({ signal }) =>
      data(api.POST('/api/research/analysis/features', { params: of(pinned), body, signal })),
  });

export const numbersQuery = (pinned: string | undefined, body: Schemas['NumbersIn'], language: string) =>
  queryOptions({
    ...LASTING,
    queryKey: ['analysis', 'numbers', pinned, body, language],
    queryFn: ({ signal }) =>
      data(api.POST('/api/research/analysis/numbers', { params: of(pinned), body, signal })),
  });

export const incidenceQuery = (pinned: string | undefined, body: Schemas['IncidenceIn'], language: string) =>
  queryOptions({
    ...LASTING,
    queryKey: ['analysis', 'incidence', pinned, body, language],
    queryFn: ({ signal }) =>
      data(api.POST('/api/research/analysis/incidence', { params: of(pinned), body, signal })),
  });

export const survivalQuery = (pinned: string | undefined, body: Schemas['SurvivalIn'], language: string) =>
  queryOptions({
    ...LASTING,
    queryKey: ['analysis', 'survival', pinned, body, language],
    queryFn: ({ signal }) =>
      data(api.POST('/api/research/analysis/survival', { params: of(pinned), body, signal })),
  });

export const pathwaysQuery = (pinned: string | undefined, body: Schemas['PathwaysIn'], language: string) =>
  queryOptions({
    ...LASTING,
    queryKey: ['analysis', 'pathways', pinned, body, language],
    queryFn: ({ signal }) =>
      data(api.POST('/api/research/analysis/pathways', { params: of(pinned), body, signal })),
  });

/** Where figures are from, the tables that were read first. */
export function sourceOf(provenance: Schemas['Provenance'], ...tables: string[]): FigureSource {
  return {
    tables,
    sql: provenance.sources.map((source) => source.sql).join(';\n\n'),
    masked: [...new Set(provenance.sources.flatMap((source) => source.masked))],
    snapshot: provenance.snapshot ?? undefined,
    publishedAt: provenance.published_at ?? undefined,
    synthetic: provenance.synthetic,
  };
}
