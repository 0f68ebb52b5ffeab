import { describe, expect, it } from 'vitest';
import type { Event, Lane, Trend } from '@/features/research/chart/api';
import { askedIn, drawn, MOST_EVENTS, neighbour } from '@/features/research/chart/lanes';
import { MOST_ROWS, packed } from '@/features/research/chart/packing';
import { rangesOf } from '@/features/research/chart/ranges';
import { chartSearch } from '@/features/research/chart/search';
import {
  countIn,
  dayOf,
  lengthOf,
  moved,
  textOf,
  ticksOf,
  within,
  zoomed,
} from '@/features/research/chart/window';

const span = (from: string, to: string) => ({ from: dayOf(from), to: dayOf(to) });
const WHOLE = span('2018-03-01', '2023-02-28');

describe('windows', () => {
  it('go closer and farther around the middle, and never beyond the whole', () => {
    const half = zoomed(WHOLE, WHOLE, 0.5);
    expect(lengthOf(half)).toBe(Math.round(lengthOf(WHOLE) * 0.5));
    expect(Math.abs(half.from + half.to - WHOLE.from - WHOLE.to)).toBeLessThan(3);
    expect(zoomed(half, WHOLE, 4)).toEqual(WHOLE);
    expect(lengthOf(zoomed(span('2020-01-01', '2020-01-08'), WHOLE, 0.1))).toBe(7);
  });

  it('move along without becoming shorter', () => {
    const year = span('2022-06-01', '2023-01-31');
    const last = moved(year, WHOLE, 1);
    expect([textOf(last.to), lengthOf(last)]).toEqual(['2023-02-28', lengthOf(year)]);
    expect(textOf(moved(year, WHOLE, -0.5).from) < '2022-06-01').toBe(true);
    expect(within(span('1999-01-01', '1999-03-01'), WHOLE).from).toBe(WHOLE.from);
  });

  it('have marks at whole years, months or days', () => {
    expect(ticksOf(WHOLE, 8).map(({ label }) => label)).toEqual(['2019', '2020', '2021', '2022', '2023']);
    expect(ticksOf(span('2020-01-10', '2020-06-20'), 8).map(({ label }) => label)).toEqual([
      '2020-02',
      '2020-03',
      '2020-04',
      '2020-05',
      '2020-06',
    ]);
    const days = ticksOf(span('2020-01-10', '2020-01-16'), 8);
    expect([days.length, days[0]?.label]).toEqual([7, '01-10']);
  });

  it('count the months that they touch', () => {
    const lane = {
      months: [
        { month: '2020-01-01', count: 3 },
        { month: '2020-02-01', count: 4 },
      ],
    } as Lane;
    expect(countIn(lane, span('2020-01-31', '2020-02-01'))).toBe(7);
    expect(countIn(lane, span('2020-02-29', '2020-03-09'))).toBe(4);
    expect(countIn(lane, span('2020-03-01', '2020-03-09'))).toBe(0);
  });
});

it('places events that meet below each other, and shares the last row when there are too many', () => {
  const window = span('2020-01-01', '2020-01-10');
  const event = (start: string, end?: string) => ({ start, end }) as Event;
  const found = packed(
    [event('2020-01-01', '2020-01-05'), event('2020-01-03', '2020-01-04'), event('2020-01-08')],
    window,
    1000,
  );
  expect(found.marks.map(({ row, left, bar }) => [row, left, bar])).toEqual([
    [0, 0, true],
    [1, 200, true],
    [0, 700, false],
  ]);
  expect(packed(Array(50).fill(event('2020-01-03')), window, 100).rows).toBe(MOST_ROWS);
  expect(packed([event('2019-01-01'), { start: null } as Event], window, 100).marks).toEqual([]);
});

it('keeps of an address only a window that is one', () => {
  expect(chartSearch({ from: '2020-01-01', to: '2020-02-01' })).toEqual({
    from: '2020-01-01',
    to: '2020-02-01',
  });
  expect(chartSearch({ from: '2020-02-01', to: '2020-01-01' })).toEqual({});
  expect(chartSearch({ from: 'x', to: 7 })).toEqual({});
});

it('draws what is known of a lane: months until its events are there, then each of them', () => {
  const window = span('2020-01-01', '2020-12-31');
  const lane = { domain: 'visit', state: 'shown', months: [{ month: '2020-02-01', count: 1 }] } as Lane;
  const visit = { id: 1, start: '2020-02-03', end: '2020-02-09' } as Event;
  const long = { id: 2, start: '2019-11-01', end: '2020-06-01' } as Event;
  const waiting = drawn([lane], [], window, 800)[0];
  expect([waiting?.months.length, waiting?.count]).toEqual([1, 1]);
  const events = { domain: 'visit', events: [long, visit], more: false, treated: [] } as const;
  const lanes = drawn([lane], [{ ...events, events: [...events.events], treated: [] }], window, 800);
  expect([lanes[0]?.months.length, lanes[0]?.count]).toEqual([0, 2]);
  expect(neighbour(lanes, undefined, 'ArrowRight')).toBe(long);
  expect(neighbour(lanes, long, 'ArrowRight')).toBe(visit);
  expect(neighbour(lanes, visit, 'ArrowRight')).toBe(visit);
  const many = { ...lane, months: [{ month: '2020-02-01', count: MOST_EVENTS + 1 }] };
  expect(askedIn([many, lane], window)).toEqual(['visit']);
});

it('keeps each normal range to the values that have it', () => {
  const point = (at: string, low: number | null) => ({ at, number: 1, values: 1, low, high: null });
  const points = [
    point('2020-01-01', 1),
    point('2020-02-01', 1),
    point('2020-03-01', null),
    point('2020-04-01', 2),
  ];
  expect(rangesOf(points as Trend['points'])).toEqual([
    { from: '2020-01-01', to: '2020-02-01', low: 1, high: undefined },
    { from: '2020-04-01', to: '2020-04-01', low: 2, high: undefined },
  ]);
});
