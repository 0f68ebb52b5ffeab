import { expect, it } from 'vitest';
import { type Definition, type PolicyVersion, stateOf } from '@/features/security/policies/api';
import { definitionFrom, type Fields, fieldsOf } from '@/features/security/policies/definition';

const again = (said: Partial<Definition>) =>
  definitionFrom({ ...fieldsOf('p', said), reason: '' } as Fields, said);

it('keeps what the form does not ask for', () => {
  const said = {
    unless: { roles: ['clinician'], groups: [], projects: [], purposes: [], users: [] },
    absolute: true,
    objects: { tags: [], tables: [], columns: [], concepts: [{ id: 7, descendants: false }] },
    effect: { kind: 'concepts' },
  } satisfies Partial<Definition>;
  const { unless, absolute, objects, effect } = again(said);
  expect({ unless, absolute, objects, effect }).toEqual(said);
  const rule = {
    kind: 'record',
    table: 'observation',
    column: 'value_as_concept_id',
    values: [1],
    absent: true,
  } as const;
  expect(again({ effect: { kind: 'rows', rule: { ...rule, values: [1] } } }).effect).toEqual({
    kind: 'rows',
    rule,
  });
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
  expect(definitionFrom(fields).effect).toEqual({ kind: 'mask', mask: { name: 'age_band', width: 10 } });
  expect(definitionFrom({ ...fields, kind: 'deny', tables: ['note'] }).objects.columns).toEqual([]);
});

it('tells what is in force from what waits, comes later or has ended', () => {
  const version = (said: object, in_force = true) =>
    ({ body: { effect: { kind: 'deny' }, ...said }, in_force, readable: true }) as unknown as PolicyVersion;
  expect(stateOf(version({}), '2026-05-01')).toBe('force');
  expect(stateOf(version({ ends: '2026-05-01' }), '2026-05-01')).toBe('force');
  expect(stateOf(version({ ends: '2026-04-30' }), '2026-05-01')).toBe('ended');
  expect(stateOf(version({ starts: '2026-05-02' }), '2026-05-01')).toBe('later');
  expect(stateOf(version({}, false), '2026-05-01')).toBe('waiting');
});
