import { expect, it } from 'vitest';
import { named, startsWith, valueAt, withValue } from '@/features/research/builder/definition/paths';

const WHOLE = { Colour: 'red', Rules: [{ name: 'a', Odd: 1 }, { name: 'b' }] };

it('changes one place and keeps all others, known or not, in their order', () => {
  const changed = withValue(WHOLE, ['Rules', 0, 'name'], 'c');
  expect(JSON.stringify(changed)).toBe('{"Colour":"red","Rules":[{"name":"c","Odd":1},{"name":"b"}]}');
  expect(changed.Rules[1]).toBe(WHOLE.Rules[1]);
  expect(withValue(WHOLE, ['Rules', 0, 'name'], undefined).Rules[0]).toEqual({ Odd: 1 });
});

it('makes what is on the way and was null or not there', () => {
  expect(withValue({ A: null }, ['A', 'B', 0, 'C'], 1)).toEqual({ A: { B: [{ C: 1 }] } });
  expect(withValue({ A: 1 }, ['B', 'C'], undefined)).toEqual({ A: 1, B: {} });
});

it('reads and names places', () => {
  expect(valueAt(WHOLE, ['Rules', 1, 'name'])).toBe('b');
  expect(valueAt(WHOLE, ['Rules', 7, 'name'])).toBeUndefined();
  expect(named(['Rules', 1, 'expression', 'Groups', 0])).toBe('Rules[1].expression.Groups[0]');
  expect(startsWith(['a', 1, 'b'], ['a', 1])).toBe(true);
  expect(startsWith(['a'], ['a', 1])).toBe(false);
});
