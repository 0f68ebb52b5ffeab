import { describe, expect, it } from 'vitest';
import type { Kind } from '@/features/mart/api/table';
import { readConditions } from '@/features/mart/conditions';

const read = (kind: Kind, text: string) => {
  const { filters, problems } = readConditions({ x: text }, new Map([['x', kind]]));
  return problems.length > 0 ? problems : filters.map(({ op, value }) => (value === null ? op : [op, value]));
};

describe('a condition typed into a header', () => {
  it.each<[Kind, string, unknown]>([
    ['text', '당뇨', [['contains', '당뇨']]],
    ['text', '=E11', [['eq', 'E11']]],
    ['text', '1..2', [['contains', '1..2']]],
    ['text', 'a | b', [['in', ['a', 'b']]]],
    ['text', '∅', ['is_null']],
    ['text', '!NULL', ['not_null']],
    ['integer', '1980', [['eq', '1980']]],
    ['integer', '>= 1980', [['ge', '1980']]],
    ['integer', '≠-1', [['ne', '-1']]],
    [
      'integer',
      '1980..1990',
      [
        ['ge', '1980'],
        ['le', '1990'],
      ],
    ],
    ['integer', '1980..', [['ge', '1980']]],
    ['integer', '1|2', [['in', ['1', '2']]]],
    ['number', '<1.5e3', [['lt', '1.5e3']]],
    [
      'date',
      '2020',
      [
        ['ge', '2020-01-01'],
        ['le', '2020-12-31'],
      ],
    ],
    [
      'date',
      '2024-02',
      [
        ['ge', '2024-02-01'],
        ['le', '2024-02-29'],
      ],
    ],
    ['datetime', '..2024-02', [['le', '2024-02-29 23:59:59.999999']]],
    [
      'datetime',
      '2024-02-03',
      [
        ['ge', '2024-02-03'],
        ['le', '2024-02-03 23:59:59.999999'],
      ],
    ],
    ['datetime', '>2024-02-03 10:30', [['gt', '2024-02-03 10:30']]],
  ])('%s %s', (kind, text, expected) => {
    expect(read(kind, text)).toEqual(expected);
  });

  it.each<[Kind, string]>([
    ['integer', 'abc'],
    ['integer', '1.5'],
    ['integer', '..'],
    ['integer', '1 | x'],
    ['number', '>'],
    ['date', '2023-02-29'],
    ['date', '22.11.2026'],
    ['datetime', '2026-11-22 1pm'],
  ])('%s %s is named, not sent', (kind, text) => {
    expect(read(kind, text)).toEqual([{ column: 'x', need: kind }]);
  });

  it('leaves out empty fields and columns that the table does not have', () => {
    expect(readConditions({ x: ' ', y: '1' }, new Map([['x', 'integer']]))).toEqual({
      filters: [],
      problems: [],
    });
  });
});
