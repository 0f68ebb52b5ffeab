import { expect, it } from 'vitest';
import { ageBand, pyramid } from '@/features/dashboard/pyramid';
import { everyYear } from '@/features/dashboard/years';

it('years without a row stand between the others', () => {
  expect(
    everyYear([
      { year: 2020, rows: 5 },
      { year: 2023, rows: 2 },
    ]),
  ).toEqual([
    { year: 2020, rows: 5 },
    { year: 2021, rows: 0 },
    { year: 2022, rows: 0 },
    { year: 2023, rows: 2 },
  ]);
  expect(everyYear([])).toEqual([]);
});

it('draws the two most frequent genders on fixed sides and keeps the others', () => {
  const count = (gender_concept_id: number, gender: string | null, age_from: number, persons: number) => ({
    gender_concept_id,
    gender,
    age_from,
    persons,
  });
  const { genders, bands } = pyramid(
    [count(8532, 'FEMALE', 10, 9), count(0, null, 0, 1), count(8507, 'MALE', 0, 3)],
    (id) => `concept ${id}`,
  );
  expect(genders.map((gender) => gender.name)).toEqual(['MALE', 'FEMALE', 'concept 0']);
  expect(bands).toEqual([
    { from: 0, persons: { 0: 1, 8507: 3 } },
    { from: 5, persons: {} },
    { from: 10, persons: { 8532: 9 } },
  ]);
});

it('names bands', () => {
  expect(ageBand(35)).toBe('35–39');
  expect(ageBand(100)).toBe('100+');
});
