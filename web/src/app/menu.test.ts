import { expect, it } from 'vitest';
import { PAGES, partOf, placeOf } from '@/app/menu';

it('knows where an address is', () => {
  expect(placeOf('/')?.page.key).toBe('dashboard');
  expect(placeOf('/mart/person')?.page.key).toBe('mart');
  expect(placeOf('/martian')).toBeUndefined();
  const research = placeOf('/research/reviews/1/3')?.page;
  expect(research && partOf(research, '/research/reviews/1/3')?.key).toBe('reviews');
  expect(research && partOf(research, '/research/12')).toBeUndefined();
});

it('gives each page a letter of its own', () => {
  expect(new Set(PAGES.map((page) => page.letter)).size).toBe(PAGES.length);
});
