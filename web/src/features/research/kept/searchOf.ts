/** From the request of a kept analysis to the address of the page that asked it. */
import {
  type AnalysisSearch,
  CLEAN,
  DOMAINS,
  ENDS,
  KINDS,
  SPANS,
  STRATA,
  type View,
} from '@/features/research/analysis/search';
import { daysOf } from '@/features/research/analysis/spans';
import type { KeptKind } from '@/features/research/kept/api';

export const VIEW_OF: Record<KeptKind, View> = {
  'table-one': 'table',
  features: 'features',
  numbers: 'numbers',
  incidence: 'incidence',
  survival: 'survival',
  pathways: 'pathways',
};

interface Asked {
  target?: number;
  strata?: string;
  other?: number | null;
  domain?: string;
  kind?: string;
  outcome?: number | null;
  comparator?: number | null;
  clean_days?: number | null;
  risk?: { end_from?: string; end?: number };
  windows?: { start: number; end: number }[];
  window?: { start: number; end: number };
  cohorts?: number[];
  ingredients?: number[];
}

export function searchOf(kind: KeptKind, given: Record<string, unknown>): AnalysisSearch {
  const asked = given as Asked;
  const search: AnalysisSearch = {
    view: VIEW_OF[kind],
    target: asked.target,
    strata: STRATA.find((one) => one === asked.strata),
    other: asked.other ?? undefined,
    outcome: asked.outcome ?? undefined,
  };
  if (kind === 'features') search.domain = DOMAINS.find((one) => one === asked.domain);
  if (kind === 'numbers') search.kind = KINDS.find((one) => one === asked.kind);
  const days = asked.windows?.at(-1)?.end ?? (asked.window && -asked.window.start);
  if (days !== undefined) search.span = SPANS.find((one) => daysOf(one) === days);
  if (kind === 'incidence') {
    search.strata = asked.comparator == null ? undefined : 'comparison';
    search.other = asked.comparator ?? undefined;
    search.until = endOf(asked.risk);
    search.clean = asked.clean_days == null ? 'ever' : CLEAN.find((one) => Number(one) === asked.clean_days);
  }
  if (kind === 'pathways') {
    search.treatment = asked.cohorts?.length ? 'cohorts' : 'ingredients';
    search.events = asked.cohorts?.length ? asked.cohorts : asked.ingredients;
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

function endOf(risk: Asked['risk']) {
  if (risk?.end_from !== 'start') return 'entry';
  return ENDS.find((one) => Math.round(Number(one) * 365.25) === risk.end) ?? 'observation';
}
