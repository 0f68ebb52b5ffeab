import { describe, expect, it } from 'vitest';
import { analysisSearch } from '@/features/research/analysis/search';

describe('the address of an analysis', () => {
  it('keeps what it knows, whatever the router read a value as', () => {
    expect(analysisSearch({ view: 'survival', target: 3, until: 5, span: 30, events: [1, 2] })).toMatchObject(
      {
        view: 'survival',
        target: 3,
        until: '5',
        span: '30',
        events: [1, 2],
      },
    );
  });

  it('drops what it does not know', () => {
    const read = analysisSearch({ view: 'x', target: -1, other: 'a', strata: 'race', events: ['a', null] });
    expect(Object.values({ ...read, events: undefined }).every((value) => value === undefined)).toBe(true);
    expect(read.events).toEqual([]);
  });
});
