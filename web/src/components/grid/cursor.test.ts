import { describe, expect, it } from 'vitest';
import { moved, rangeOf } from '@/components/grid/useCursor';

const size = { rows: 1000, columns: 5, pageRows: 20 };

describe('keys in a grid', () => {
  it.each([
    ['ArrowDown', false, { row: 11, column: 2 }],
    ['ArrowUp', false, { row: 9, column: 2 }],
    ['ArrowRight', false, { row: 10, column: 3 }],
    ['Home', false, { row: 10, column: 0 }],
    ['End', true, { row: 999, column: 4 }],
    ['PageDown', false, { row: 30, column: 2 }],
    ['ArrowDown', true, { row: 999, column: 2 }],
  ])('%s (with Ctrl: %s)', (key, whole, place) => {
    expect(moved({ row: 10, column: 2 }, key, whole, size)).toEqual(place);
  });

  it('stop at the edges; the header is above the first row', () => {
    expect(moved({ row: 0, column: 0 }, 'ArrowUp', false, size)).toEqual({ row: -1, column: 0 });
    expect(moved({ row: -1, column: 0 }, 'ArrowUp', false, size)).toEqual({ row: -1, column: 0 });
    expect(moved({ row: 999, column: 4 }, 'ArrowRight', false, size)).toEqual({ row: 999, column: 4 });
  });

  it('leave other keys to the page', () => {
    expect(moved({ row: 0, column: 0 }, 'x', false, size)).toBeUndefined();
  });

  it('a range has its corners in order, and no header', () => {
    expect(rangeOf({ row: 7, column: 3 }, { row: -1, column: 1 })).toEqual({
      top: 0,
      bottom: 7,
      left: 1,
      right: 3,
    });
  });
});
