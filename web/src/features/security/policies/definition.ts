import type { Definition, Kind, SubjectKind } from '@/features/security/policies/api';
import type { components } from '@/lib/api/schema';

type Rule = components['schemas']['KeepRows']['rule'];
type Mask = components['schemas']['MaskChoice'];

export const MASKS: Mask['name'][] = [
  'null',
  'token',
  'year',
  'age_band',
  'rounded',
  'first_character',
  'date_shift',
  'constant',
];
/** The figure that a mask takes. */
export const FIGURES = { age_band: 'width', rounded: 'step', date_shift: 'days' } as const;
/** What a policy may be called. */
export const NAME = /^[a-z0-9][a-z0-9-]{0,59}$/;
export const RULES: Rule['kind'][] = ['dates', 'care_sites', 'cohort', 'record', 'persons', 'values'];
/** Rules that can be turned round: those who are in none of the cohorts, have no such record, … */
export const TURNED: ReadonlySet<Rule['kind']> = new Set(['cohort', 'record', 'persons', 'values']);

type Names = Partial<Record<SubjectKind, string[]>>;

/** A policy as the form asks for it. */
export interface Fields extends Names {
  key: string;
  kind: Kind;
  unless?: Names;
  absolute?: boolean;
  tags?: string[];
  tables?: string[];
  columns?: string[];
  concepts?: number[];
  /** Those of the concepts that are meant without what lies beneath them. */
  alone?: number[];
  mask?: Mask['name'];
  figure?: number;
  constant?: string;
  rule?: Rule['kind'];
  absent?: boolean;
  ids?: string[];
  /** `cdm.observation.value_as_concept_id`: where a record is looked for. */
  record?: string;
  /** A column that all the tables have. */
  column?: string;
  values?: string[];
  /** The values are concepts, and what lies beneath them is meant too. */
  beneath?: boolean;
  first?: string;
  last?: string;
  starts?: string;
  ends?: string;
  reason: string;
  proposed?: boolean;
}

/** Whether a column (`cdm.person.year_of_birth`) holds whole numbers: its values are written so. */
export type IsWhole = (column: string) => boolean;

/** Which kinds of objects an effect can be about. */
export function objectKinds(kind: Kind): ('tags' | 'tables' | 'columns' | 'concepts')[] {
  if (kind === 'concepts') return ['tags', 'concepts'];
  if (kind === 'grant' || kind === 'deny' || kind === 'rows') return ['tags', 'tables'];
  return ['tags', 'tables', 'columns'];
}

export function fieldsOf(key: string, said: Partial<Definition>): Partial<Fields> {
  const { subjects, unless, objects, effect, starts, ends, absolute } = said;
  const common: Partial<Fields> = {
    key,
    ...subjects,
    unless: unless ?? undefined,
    absolute: absolute ?? false,
    ...objects,
    concepts: objects?.concepts?.map(({ id }) => id),
    alone: objects?.concepts?.filter(({ descendants }) => descendants === false).map(({ id }) => id),
    starts: starts ?? undefined,
    ends: ends ?? undefined,
    kind: effect?.kind,
  };
  if (effect?.kind === 'mask') {
    const { name, value } = effect.mask;
    const figure = name in FIGURES ? effect.mask[FIGURES[name as keyof typeof FIGURES]] : undefined;
    return { ...common, mask: name, figure, constant: value };
  }
  return effect?.kind === 'rows' ? { ...common, ...ruleFields(effect.rule) } : common;
}

function ruleFields(rule: Rule): Partial<Fields> {
  return {
    rule: rule.kind,
    ...('absent' in rule && { absent: rule.absent }),
    ...('ids' in rule && { ids: rule.ids.map(String) }),
    ...('values' in rule && { values: rule.values.map(String), beneath: rule.descendants }),
    ...(rule.kind === 'record' && { record: `${inSchema(rule.table)}.${rule.column}` }),
    ...(rule.kind === 'values' && { column: rule.column }),
    ...(rule.kind === 'dates' && { first: rule.first ?? undefined, last: rule.last ?? undefined }),
  };
}

const inSchema = (table: string) => (table.includes('.') ? table : `cdm.${table}`);

export function definitionFrom(fields: Fields, isWhole: IsWhole): Definition {
  const asked = objectKinds(fields.kind);
  const alone = new Set(fields.alone);
  const spared = subjectsFrom(fields.unless ?? {});
  return {
    absolute: fields.absolute ?? false,
    ...(Object.values(spared).some((names) => names.length > 0) && { unless: spared }),
    subjects: subjectsFrom(fields),
    objects: {
      tags: fields.tags ?? [],
      tables: asked.includes('tables') ? (fields.tables ?? []) : [],
      columns: asked.includes('columns') ? (fields.columns ?? []) : [],
      concepts: asked.includes('concepts')
        ? (fields.concepts ?? []).map((id) => ({ id, descendants: !alone.has(id) }))
        : [],
    },
    effect: effectFrom(fields, isWhole),
    starts: fields.starts || null,
    ends: fields.ends || null,
  };
}

function subjectsFrom(names: Names): Required<Names> {
  const { roles = [], groups = [], projects = [], purposes = [], users = [] } = names;
  return { roles, groups, projects, purposes, users };
}

function effectFrom(fields: Fields, isWhole: IsWhole): Definition['effect'] {
  const { kind } = fields;
  if (kind === 'mask') {
    const name = fields.mask ?? 'null';
    const figure =
      name in FIGURES && fields.figure ? { [FIGURES[name as keyof typeof FIGURES]]: fields.figure } : {};
    const mask = {
      name,
      ...figure,
      ...(name === 'constant' && fields.constant ? { value: fields.constant } : {}),
    };
    return { kind, mask: mask as Mask };
  }
  if (kind === 'rows') return { kind, rule: ruleFrom(fields, isWhole) };
  return { kind };
}

/** Whether a column's values are concepts, beneath which others lie. */
export const isOfConcepts = (column = '') => column.endsWith('concept_id');

function ruleFrom(fields: Fields, isWhole: IsWhole): Rule {
  const kind = fields.rule ?? 'dates';
  const absent = fields.absent ?? false;
  const beneath = (column: string) => isOfConcepts(column) && (fields.beneath ?? false);
  const ids = (fields.ids ?? []).map(Number);
  const values = (column: string) =>
    (fields.values ?? []).map((value) => (isWhole(column) ? Number(value) : value));
  switch (kind) {
    case 'care_sites':
      return { kind, ids };
    case 'cohort':
    case 'persons':
      return { kind, ids, absent };
    case 'record': {
      const where = fields.record ?? '';
      const [table, column] = [where.slice(0, where.lastIndexOf('.')), where.split('.').at(-1) ?? ''];
      return { kind, table, column, values: values(where), absent, descendants: beneath(column) };
    }
    case 'values': {
      const column = fields.column ?? '';
      const of = (fields.tables ?? []).map((table) => `${table}.${column}`);
      return { kind, column, values: values(of[0] ?? ''), absent, descendants: beneath(column) };
    }
  }
  return { kind, first: fields.first || null, last: fields.last || null };
}
