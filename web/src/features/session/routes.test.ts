import { expect, it } from 'vitest';
import { isOurs } from '@/features/session/routes';

it.each([
  ['/mart/person?sort=1', true],
  ['/', true],
  ['//evil.example/mart', false],
  ['/\\evil.example', false],
  ['https://evil.example', false],
  ['javascript:alert(1)', false],
])('going back to %s is allowed: %s', (address, allowed) => {
  expect(isOurs(address)).toBe(allowed);
});
