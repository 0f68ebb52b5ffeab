/** The attributes of criteria and persons, as the typed definition has them: `members.json` is made from it. */
import MEMBERS from '@/features/research/builder/definition/members.json';

export type Part = keyof typeof MEMBERS;

export interface Attribute {
  name: string;
  /** What it holds: a scalar, `set`, the name of a part, or with `*` a list of such. */
  holds: string;
  /** The member that turns it round: none of these concepts. */
  excludes?: string;
}

/** What has a place of its own in a criterion's form. */
const APART = ['CodesetId', 'First', 'CorrelatedCriteria', 'CriteriaList'];

export function membersOf(part: Part): Record<string, string> {
  return MEMBERS[part];
}

export function attributesOf(part: Part): Attribute[] {
  const members = membersOf(part);
  return Object.entries(members)
    .filter(([name]) => !APART.includes(name) && !name.endsWith('Exclude'))
    .map(([name, holds]) => ({
      name,
      holds,
      excludes: `${name}Exclude` in members ? `${name}Exclude` : undefined,
    }));
}

const NOW = '2020-01-01';

/** What an attribute holds when it has just been added. */
export function firstValue(holds: string): unknown {
  switch (holds) {
    case 'truth':
      return true;
    case 'whole':
      return 0;
    case 'NumericRange':
      return { Value: 0, Op: 'gte' };
    case 'DateRange':
      return { Value: NOW, Op: 'gte' };
    case 'TextFilter':
      return { Text: '', Op: 'contains' };
    case 'Period':
      return { StartDate: NOW };
    case 'DateAdjustment':
      return { StartWith: 'START_DATE', StartOffset: 0, EndWith: 'END_DATE', EndOffset: 0 };
    case 'ConceptSetSelection':
      return { IsExclusion: false };
    default:
      return holds.endsWith('*') ? [] : undefined;
  }
}

/** Where the vocabulary keeps the concepts of an attribute; its own kind's domain where it is not said. */
const DOMAINS: Record<string, string> = {
  AnatomicSite: 'Spec Anatomic Site',
  ConditionStatus: 'Condition Status',
  DiseaseStatus: 'Spec Disease Status',
  DoseUnit: 'Unit',
  EpisodeObjectConcept: '',
  Ethnicity: 'Ethnicity',
  Gender: 'Gender',
  Modifier: '',
  Operator: 'Meas Value Operator',
  PayerConcept: 'Payer',
  PlaceOfService: 'Visit',
  PlaceOfServiceLocation: 'Geography',
  PlanConcept: 'Plan',
  ProviderSpecialty: 'Provider',
  Qualifier: '',
  Race: 'Race',
  RouteConcept: 'Route',
  SponsorConcept: 'Sponsor',
  StopReasonConcept: 'Plan Stop Reason',
  Unit: 'Unit',
  ValueAsConcept: 'Meas Value',
  VisitType: 'Visit',
};

export function domainOf(part: Part, attribute: string, own: string): string {
  const name = attribute.replace(/CS$/, '');
  // A visit's own type is that of its record; everywhere else it is the kind of the visit around the event.
  if (part === 'VisitOccurrence' && name === 'VisitType') return 'Type Concept';
  return DOMAINS[name] ?? (name.endsWith('Type') ? 'Type Concept' : own);
}

/** The standard concepts of sex, as OMOP's vocabulary names them. */
export const SEXES = [
  {
    CONCEPT_ID: 8532,
    CONCEPT_NAME: 'FEMALE',
    CONCEPT_CODE: 'F',
    DOMAIN_ID: 'Gender',
    VOCABULARY_ID: 'Gender',
  },
  { CONCEPT_ID: 8507, CONCEPT_NAME: 'MALE', CONCEPT_CODE: 'M', DOMAIN_ID: 'Gender', VOCABULARY_ID: 'Gender' },
];
