/** The attributes of criteria that the builder edits; all others are kept and shown as words. */
import type { Kind } from '@/features/research/builder/circe';

export type AttributeKind = 'number' | 'date' | 'gender' | 'unit' | 'truth';

export interface Attribute {
  name: string;
  kind: AttributeKind;
}

const COMMON: Attribute[] = [
  { name: 'Age', kind: 'number' },
  { name: 'Gender', kind: 'gender' },
  { name: 'OccurrenceStartDate', kind: 'date' },
];

const OWN: Partial<Record<Kind, Attribute[]>> = {
  DrugExposure: [
    { name: 'DaysSupply', kind: 'number' },
    { name: 'Quantity', kind: 'number' },
  ],
  Measurement: [
    { name: 'ValueAsNumber', kind: 'number' },
    { name: 'Unit', kind: 'unit' },
    { name: 'RangeHighRatio', kind: 'number' },
    { name: 'Abnormal', kind: 'truth' },
  ],
  Observation: [{ name: 'ValueAsNumber', kind: 'number' }],
  VisitOccurrence: [{ name: 'VisitLength', kind: 'number' }],
};

export function attributesFor(kind: Kind): Attribute[] {
  return [...(OWN[kind] ?? []), ...COMMON];
}

export const DEMOGRAPHICS: Attribute[] = [
  { name: 'Age', kind: 'number' },
  { name: 'Gender', kind: 'gender' },
];

/** What an attribute holds when it has just been added. */
export function firstValue(kind: AttributeKind): unknown {
  if (kind === 'number') return { Value: 0, Op: 'gte' };
  if (kind === 'date') return { Value: '2020-01-01', Op: 'gte' };
  return kind === 'truth' ? true : [];
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
