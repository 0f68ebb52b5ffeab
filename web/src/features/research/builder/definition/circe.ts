/** Circe's JSON as the builder reads and changes it. Members that it does not know stay where they are. */
import type { Json } from '@/features/research/api/cohorts';
import type { Part } from '@/features/research/builder/definition/attributes';

export interface Concept extends Json {
  CONCEPT_ID?: number;
  CONCEPT_NAME?: string;
}

export interface Item extends Json {
  concept: Concept;
  isExcluded?: boolean;
  includeDescendants?: boolean;
  includeMapped?: boolean;
}

export interface ConceptSet extends Json {
  id: number;
  name?: string;
  expression?: { items?: Item[] } & Json;
}

/** A range of numbers or of days: `Op` is lt, lte, eq, gt, gte, bt, or with ! before it for not. */
export interface Range extends Json {
  Value?: number | string;
  Op?: string;
  Extent?: number | string;
}

export interface Endpoint extends Json {
  Days?: number;
  Coeff?: number;
}

export interface Window extends Json {
  Start?: Endpoint;
  End?: Endpoint;
  UseIndexEnd?: boolean;
  UseEventEnd?: boolean;
}

/** One member, named by the kind: `{ ConditionOccurrence: { CodesetId: 0 } }`. */
export type Criterion = Record<string, Json>;

export interface Occurrence extends Json {
  Type?: number;
  Count?: number;
  IsDistinct?: boolean;
  CountColumn?: string;
}

export interface Correlated extends Json {
  Criteria?: Criterion;
  StartWindow?: Window;
  EndWindow?: Window;
  Occurrence?: Occurrence;
  RestrictVisit?: boolean;
  IgnoreObservationPeriod?: boolean;
}

export interface Group extends Json {
  Type?: string;
  Count?: number;
  CriteriaList?: Correlated[];
  DemographicCriteriaList?: Json[];
  Groups?: Group[];
}

export interface Rule extends Json {
  name?: string;
  description?: string;
  expression?: Group;
}

export interface Limit extends Json {
  Type?: string;
}

export interface Expression extends Json {
  ConceptSets?: ConceptSet[];
  PrimaryCriteria?: {
    CriteriaList?: Criterion[];
    ObservationWindow?: { PriorDays?: number; PostDays?: number } & Json;
    PrimaryCriteriaLimit?: Limit;
  } & Json;
  AdditionalCriteria?: Group;
  QualifiedLimit?: Limit;
  InclusionRules?: Rule[];
  ExpressionLimit?: Limit;
  EndStrategy?: Json;
  CensoringCriteria?: Criterion[];
  CollapseSettings?: { CollapseType?: string; EraPad?: number } & Json;
  CensorWindow?: Json;
}

/** The kinds of criteria, the usual ones first, with the vocabulary's domain in which their concepts are looked for. */
export const KINDS = {
  ConditionOccurrence: 'Condition',
  DrugExposure: 'Drug',
  ProcedureOccurrence: 'Procedure',
  Measurement: 'Measurement',
  VisitOccurrence: 'Visit',
  Observation: 'Observation',
  Death: 'Condition',
  DeviceExposure: 'Device',
  Specimen: 'Specimen',
  VisitDetail: 'Visit',
  Episode: 'Episode',
  ConditionEra: 'Condition',
  DrugEra: 'Drug',
  DoseEra: 'Drug',
  ObservationPeriod: '',
  PayerPlanPeriod: 'Payer',
  LocationRegion: 'Geography',
  CustomEra: '',
} as const satisfies Partial<Record<Part, string>>;

export type Kind = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as Kind[];

export const EMPTY: Expression = {
  cdmVersionRange: '>=5.0.0',
  ConceptSets: [],
  PrimaryCriteria: {
    CriteriaList: [],
    ObservationWindow: { PriorDays: 0, PostDays: 0 },
    PrimaryCriteriaLimit: { Type: 'First' },
  },
  QualifiedLimit: { Type: 'First' },
  ExpressionLimit: { Type: 'First' },
  InclusionRules: [],
  CensoringCriteria: [],
  CollapseSettings: { CollapseType: 'ERA', EraPad: 0 },
  CensorWindow: {},
};

/** The kind that names a criterion. The server refuses a definition with others than Circe's. */
export function kindOf(criterion: Criterion): Kind {
  return Object.keys(criterion)[0] as Kind;
}

export function merged<T extends Json>(part: T, changes: Json): T {
  const next: Json = { ...part, ...changes };
  for (const [name, value] of Object.entries(changes)) if (value === undefined) delete next[name];
  return next as T;
}

/** The list with `item` in the place of one. */
export function replaced<T>(list: readonly T[], at: number, item: T): T[] {
  return list.map((old, place) => (place === at ? item : old));
}

export function without<T>(list: readonly T[], at: number): T[] {
  return list.filter((_, place) => place !== at);
}

/** The list with the item at `from` put at `to`. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return [...list];
  const rest = without(list, from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}

/** Whether a group says nothing, so that it holds for every event. */
export function isEmpty(group: Group | undefined | null): boolean {
  const { CriteriaList: criteria, DemographicCriteriaList: persons, Groups: groups } = group ?? {};
  return !criteria?.length && !persons?.length && !groups?.length;
}

/** A criterion that happens at least once at any time up to the day of the entry event. */
export function newCorrelated(kind: Kind): Correlated {
  return {
    Criteria: { [kind]: {} },
    StartWindow: newWindow(),
    Occurrence: { Type: 2, Count: 1, IsDistinct: false },
  };
}

export function newWindow(): Window {
  return { Start: { Coeff: -1 }, End: { Days: 0, Coeff: 1 }, UseEventEnd: false };
}

/** The expression with a set that holds `items` added, and that set's number. */
export function withNewSet(expression: Expression, items: Item[], name = ''): [Expression, number] {
  const sets = expression.ConceptSets ?? [];
  const id = Math.max(-1, ...sets.map((each) => each.id)) + 1;
  const made: ConceptSet = { id, name: name || nameFor(items), expression: { items } };
  return [{ ...expression, ConceptSets: [...sets, made] }, id];
}

export function withSet(expression: Expression, changed: ConceptSet): Expression {
  const sets = expression.ConceptSets ?? [];
  return { ...expression, ConceptSets: sets.map((each) => (each.id === changed.id ? changed : each)) };
}

/** What a new set is called until somebody names it: its first concept. */
export function nameFor(items: Item[]): string {
  return items.find((item) => !item.isExcluded)?.concept.CONCEPT_NAME ?? '-';
}

const NAMES_A_SET = /^(CodesetId|DrugCodesetId|PlaceOfServiceLocation|.*Concept)$/;

/** How often each set is named in the definition, whatever names it. */
export function timesUsed(expression: Expression, id: number): number {
  let times = 0;
  const look = (value: unknown, name: string) => {
    if (typeof value === 'number' && value === id && NAMES_A_SET.test(name)) times += 1;
    if (Array.isArray(value)) for (const each of value) look(each, name);
    else if (typeof value === 'object' && value !== null)
      for (const [inner, each] of Object.entries(value)) if (inner !== 'ConceptSets') look(each, inner);
  };
  look(expression, '');
  return times;
}
