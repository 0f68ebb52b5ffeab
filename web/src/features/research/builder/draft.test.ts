import { expect, it } from 'vitest';
import { EMPTY } from '@/features/research/builder/definition/circe';
import { differs } from '@/features/research/builder/draft';

it('tells a draft from what was saved by what it says', () => {
  const saved = { name: 'n', description: '', expression: EMPTY };
  expect(differs(saved, saved)).toBe(false);
  expect(differs({ ...saved, name: 'm' }, saved)).toBe(true);
  expect(differs({ ...saved, description: 'd' }, saved)).toBe(true);
  // Undone by hand: another object that says the same.
  expect(differs({ ...saved, expression: { ...EMPTY } }, saved)).toBe(false);
  const ruled = { ...EMPTY, InclusionRules: [{ name: 'r' }] } as typeof EMPTY;
  expect(differs({ ...saved, expression: ruled }, saved)).toBe(true);
});
