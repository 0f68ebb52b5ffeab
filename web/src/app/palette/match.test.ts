import { expect, it } from 'vitest';
import { best, score } from '@/app/palette/match';

const tables = [
  'person',
  'payer_plan_period',
  'procedure_occurrence',
  'condition_occurrence',
  'condition_era',
];
const find = (text: string) => best(tables, text, (table) => [table], 3);

it('puts beginnings of words before insides, and short names before long', () => {
  expect(find('per')).toEqual(['person', 'payer_plan_period']);
  expect(find('condition')).toEqual(['condition_era', 'condition_occurrence']);
});

it('needs every word', () => {
  expect(find('condition era')).toEqual(['condition_era']);
  expect(find('condition nothing')).toEqual([]);
});

it('finds Korean inside words, and everything for nothing', () => {
  expect(score('마트', ['데이터마트'])).toBeGreaterThan(0);
  expect(score('', ['anything'])).toBeGreaterThan(0);
});
