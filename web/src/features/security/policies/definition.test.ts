import { expect, it } from 'vitest';
import { type Definition, type PolicyVersion, stateOf } from '@/features/security/policies/api';
import { definitionFrom, type Fields, fieldsOf } from '@/features/security/policies/definition';
import type { components } from '@/lib/api/schema';

const isWhole = (column: string) => column.endsWith('_id');
const again = (said: Partial<Definition>) =>
  definitionFrom({ ...fieldsOf('p', said), reason: '' } as Fields, isWhole);
const nobody = { roles: [], groups: [], projects: [], purposes: [], users: [] };

it('says again what a policy says of people, emergencies and concepts', () => {
  const said = {
    unless: { ...nobody, roles: ['clinician'] },
    absolute: true,
    objects: {
      tags: [],
      tables: [],
      columns: [],
      concepts: [
        { id: 7, descendants: false },
        { id: 8, descendants: true },
      ],
    },
    effect: { kind: 'concepts' },
  } satisfies Partial<Definition>;
  const { unless, absolute, objects, effect } = again(said);
  expect({ unless, absolute, objects, effect }).toEqual(said);
  expect(again({ effect: { kind: 'deny' } })).not.toHaveProperty('unless');
});

it.each<components['schemas']['KeepRows']['rule']>([
  { kind: 'dates', first: '2020-01-01', last: null },
  { kind: 'care_sites', ids: [3] },
  { kind: 'cohort', ids: [3, 4], absent: true },
  { kind: 'persons', ids: [9007199254740991], absent: true },
  {
    kind: 'record',
    table: 'cdm.observation',
    column: 'observation_concept_id',
    values: [900],
    absent: true,
    descendants: true,
  },
  {
    kind: 'record',
    table: 'cdm.observation',
    column: 'value_as_string',
    values: ['007'],
    absent: false,
    descendants: false,
  },
  { kind: 'values', column: 'visit_concept_id', values: [9201], absent: true, descendants: false },
])('says again the rule %j', (rule) => {
  const tables = ['cdm.visit_occurrence'];
  const said = {
    objects: { tags: [], tables, columns: [], concepts: [] },
    effect: { kind: 'rows' as const, rule },
  };
  expect(again(said).effect).toEqual(said.effect);
});

it('writes masks with their figures, and no objects that an effect does not take', () => {
  const fields: Fields = {
    key: 'p',
    kind: 'mask',
    mask: 'age_band',
    figure: 10,
    columns: ['person.year_of_birth'],
    reason: '',
  };
  expect(definitionFrom(fields, isWhole).effect).toEqual({
    kind: 'mask',
    mask: { name: 'age_band', width: 10 },
  });
  expect(definitionFrom({ ...fields, kind: 'deny', tables: ['note'] }, isWhole).objects.columns).toEqual([]);
});

it('tells what is in force from what waits, comes later or has ended', () => {
  const version = (said: object, in_force = true) =>
    ({ body: { effect: { kind: 'deny' }, ...said }, in_force, readable: true }) as unknown as PolicyVersion;
  expect(stateOf(version({}), '2026-05-01')).toBe('force');
  expect(stateOf(version({ ends: '2026-05-01' }), '2026-05-01')).toBe('force');
  expect(stateOf(version({ ends: '2026-04-30' }), '2026-05-01')).toBe('ended');
  expect(stateOf(version({ starts: '2026-05-02' }), '2026-05-01')).toBe('later');
  expect(stateOf(version({}, false), '2026-05-01')).toBe('waiting');
  expect(stateOf({ ...version({}, false), rejected_by: 'ada' }, '2026-05-01')).toBe('rejected');
});
