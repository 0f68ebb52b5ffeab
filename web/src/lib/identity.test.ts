import { expect, it } from 'vitest';
import { identityOf } from '@/lib/identity';

it('gives each object one number of its own', () => {
  const one = { a: 1 };
  expect(identityOf(one)).toBe(identityOf(one));
  expect(identityOf(one)).not.toBe(identityOf({ a: 1 }));
});
