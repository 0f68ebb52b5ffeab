/** What an analysis asks stands in the address, so that it can be shared, and gone back to. */
export const VIEWS = ['table', 'features', 'numbers', 'incidence', 'survival', 'pathways'] as const;
export type View = (typeof VIEWS)[number];

export const STRATA = ['none', 'age', 'sex', 'visit', 'year', 'cohort', 'comparison'] as const;
export type Strata = (typeof STRATA)[number];

export const DOMAINS = [
  'condition',
  'drug',
  'procedure',
  'measurement',
  'observation',
  'device',
  'visit',
] as const;
export type Domain = (typeof DOMAINS)[number];

export const KINDS = ['measurement', 'visit', 'cost'] as const;
export type Kind = (typeof KINDS)[number];

export const DIMENSIONS = ['sex', 'age', 'year'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const ENDS = ['entry', '1', '3', '5', 'observation'] as const;
/** Until when somebody is at risk: the cohort's own end, so many years, or as long as observed. */
export type End = (typeof ENDS)[number];

export const SPANS = ['30', '90', '365', '1095', 'all'] as const;
/** How many days before and after the day of entry are looked at. */
export type Span = (typeof SPANS)[number];

export const CLEAN = ['ever', '365', '30'] as const;
/** Who is not at risk: whoever ever had the outcome, or had it within so many days. */
export type Clean = (typeof CLEAN)[number];

export const TREATMENTS = ['ingredients', 'cohorts'] as const;
/** What a step of a pathway is: drug eras of an ingredient, or rows of a cohort. */
export type Treatment = (typeof TREATMENTS)[number];

export interface AnalysisSearch {
  view?: View;
  target?: number;
  strata?: Strata;
  other?: number;
  domain?: Domain;
  kind?: Kind;
  outcome?: number;
  until?: End;
  by?: Dimension;
  span?: Span;
  clean?: Clean;
  treatment?: Treatment;
  /** Events of pathways, as numbers of cohorts or concepts of ingredients. */
  events?: number[];
  /** A kept analysis, whose answer is shown in the place of a new one. */
  run?: number;
}

function oneOf<T extends string>(known: readonly T[], value: unknown): T | undefined {
  return known.find((each) => each === String(value));
}

function number(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}

export function analysisSearch(search: Record<string, unknown>): AnalysisSearch {
  const events = Array.isArray(search.events) ? search.events.map(number) : [];
  return {
    view: oneOf(VIEWS, search.view),
    target: number(search.target),
    strata: oneOf(STRATA, search.strata),
    other: number(search.other),
    domain: oneOf(DOMAINS, search.domain),
    kind: oneOf(KINDS, search.kind),
    outcome: number(search.outcome),
    until: oneOf(ENDS, search.until),
    by: oneOf(DIMENSIONS, search.by),
    span: oneOf(SPANS, search.span),
    clean: oneOf(CLEAN, search.clean),
    treatment: oneOf(TREATMENTS, search.treatment),
    events: events.length > 0 ? events.filter((each) => each !== undefined).slice(0, 20) : undefined,
    run: number(search.run),
  };
}
