import { expect, test } from 'vitest';
import { analysisSearch } from '@/features/research/analysis/search';
import { searchOf } from '@/features/research/kept/searchOf';

test('a kept analysis opens on the page that asked it', () => {
  const asked = {
    target: 1,
    strata: 'comparison',
    other: 2,
    domain: 'drug',
    windows: [
      { start: -90, end: -1 },
      { start: 0, end: 0 },
      { start: 1, end: 90 },
    ],
  };
  expect(searchOf('features', asked)).toEqual({
    view: 'features',
    target: 1,
    strata: 'comparison',
    other: 2,
    domain: 'drug',
    span: '90',
  });
  const risk = { start_from: 'start', start: 1, end_from: 'start', end: 1096 };
  expect(searchOf('incidence', { target: 1, outcome: 3, comparator: 2, risk, clean_days: 365 })).toEqual({
    view: 'incidence',
    target: 1,
    strata: 'comparison',
    other: 2,
    outcome: 3,
    until: '3',
    clean: '365',
  });
  expect(searchOf('pathways', { target: 1, cohorts: [], ingredients: [7, 8] })).toEqual({
    view: 'pathways',
    target: 1,
    treatment: 'ingredients',
    events: [7, 8],
  });
});

test('what it says is an address', () => {
  for (const kind of ['table-one', 'numbers', 'survival'] as const) {
    const search = searchOf(kind, {
      target: 4,
      strata: 'sex',
      kind: 'visit',
      window: { start: -365, end: 0 },
    });
    expect(analysisSearch({ ...search })).toMatchObject(search);
  }
});
