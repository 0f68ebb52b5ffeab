import { expect, it } from 'vitest';
import { PAGES, placeOf } from '@/app/menu';

it('knows where an address is', () => {
  expect(placeOf('/')?.page.key).toBe('dashboard');
  expect(placeOf('/mart/person')?.page.key).toBe('mart');
  expect(placeOf('/martian')).toBeUndefined();
});

it('gives each page a letter of its own', () => {
  expect(new Set(PAGES.map((page) => page.letter)).size).toBe(PAGES.length);
});
