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
export const RULES = ['dates', 'care_sites', 'cohort'] as const;

/** A policy as the form asks for it. */
export interface Fields extends Partial<Record<SubjectKind, string[]>> {
  key: string;
  kind: Kind;
  tags?: string[];
  tables?: string[];
  columns?: string[];
  concepts?: number[];
  mask?: Mask['name'];
  figure?: number;
  constant?: string;
  rule?: Rule['kind'];
  ids?: string[];
  first?: string;
  last?: string;
  starts?: string;
  ends?: string;
  reason: string;
}

/** Which kinds of objects an effect can be about. */
export function objectKinds(kind: Kind): ('tags' | 'tables' | 'columns' | 'concepts')[] {
  if (kind === 'concepts') return ['tags', 'concepts'];
  if (kind === 'grant' || kind === 'deny' || kind === 'rows') return ['tags', 'tables'];
  return ['tags', 'tables', 'columns'];
}

export function fieldsOf(key: string, said: Partial<Definition>): Partial<Fields> {
  const { subjects, objects, effect, starts, ends } = said;
  const common: Partial<Fields> = {
    key,
    ...subjects,
    ...objects,
    concepts: objects?.concepts?.map(({ id }) => id),
    starts: starts ?? undefined,
    ends: ends ?? undefined,
    kind: effect?.kind,
  };
  if (effect?.kind === 'mask') {
    const { name, value } = effect.mask;
    const figure = name in FIGURES ? effect.mask[FIGURES[name as keyof typeof FIGURES]] : undefined;
    return { ...common, mask: name, figure, constant: value };
  }
  if (effect?.kind === 'rows') {
    const { rule } = effect;
    const dates =
      rule.kind === 'dates' ? { first: rule.first ?? undefined, last: rule.last ?? undefined } : {};
    return { ...common, ...dates, rule: rule.kind, ids: 'ids' in rule ? rule.ids.map(String) : undefined };
  }
  return common;
}

/** What the form says; what it does not ask for (`unless`, `absolute`, other rules) stays as `before` has it. */
export function definitionFrom(fields: Fields, before: Partial<Definition> = {}): Definition {
  const asked = objectKinds(fields.kind);
  const old = new Map(before.objects?.concepts?.map((concept) => [concept.id, concept]));
  return {
    absolute: before.absolute ?? false,
    ...(before.unless && { unless: before.unless }),
    subjects: {
      roles: fields.roles ?? [],
      groups: fields.groups ?? [],
      projects: fields.projects ?? [],
      purposes: fields.purposes ?? before.subjects?.purposes ?? [],
      users: fields.users ?? [],
    },
    objects: {
      tags: fields.tags ?? [],
      tables: asked.includes('tables') ? (fields.tables ?? []) : [],
      columns: asked.includes('columns') ? (fields.columns ?? []) : [],
      concepts: asked.includes('concepts')
        ? (fields.concepts ?? []).map((id) => old.get(id) ?? { id, descendants: true })
        : [],
    },
    effect: effectFrom(fields, before),
    starts: fields.starts || null,
    ends: fields.ends || null,
  };
}

function effectFrom(fields: Fields, before: Partial<Definition>): Definition['effect'] {
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
  if (kind === 'rows') return { kind, rule: ruleFrom(fields, before) };
  return { kind };
}

function ruleFrom(fields: Fields, before: Partial<Definition>): Rule {
  const old = before.effect?.kind === 'rows' ? before.effect.rule : undefined;
  const ids = (fields.ids ?? []).map(Number);
  if (fields.rule === 'care_sites') return { kind: 'care_sites', ids };
  if (fields.rule === 'cohort')
    return { kind: 'cohort', ids, absent: old?.kind === 'cohort' ? old.absent : false };
  if (fields.rule !== 'dates' && old) return old;
  return { kind: 'dates', first: fields.first || null, last: fields.last || null };
}
