/** Days and windows of days. A day is a number of days since 1970, so that arithmetic knows no time zone. */
import type { Lane, Overview } from '@/features/research/chart/api';

export interface Span {
  /** First day, and last one, both in it. */
  from: number;
  to: number;
}

const DAY = 86_400_000;
/** Nothing is looked at closer than this. */
const SHORTEST = 7;

export function dayOf(text: string): number {
  return Math.round(Date.parse(text.slice(0, 10)) / DAY);
}

export function textOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

export function lengthOf(span: Span): number {
  return span.to - span.from + 1;
}

/** The days from the first record to the last; undefined where there is none that has a day. */
export function wholeOf(overview: Overview): Span | undefined {
  const days = overview.lanes.flatMap((lane) =>
    lane.months.flatMap(({ month }) => [dayOf(month), monthEnd(month)]),
  );
  for (const period of overview.observed)
    for (const end of [period.start, period.end]) if (end) days.push(dayOf(end));
  if (days.length === 0) return undefined;
  return days.reduce((span, day) => ({ from: Math.min(span.from, day), to: Math.max(span.to, day) }), {
    from: days[0] ?? 0,
    to: days[0] ?? 0,
  });
}

function monthEnd(month: string): number {
  const first = new Date(dayOf(month) * DAY);
  return Math.round(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0) / DAY);
}

/** `span` within `whole`, as long as it was where there is room. */
export function within(span: Span, whole: Span): Span {
  const length = Math.min(Math.max(lengthOf(span), Math.min(SHORTEST, lengthOf(whole))), lengthOf(whole));
  const from = Math.min(Math.max(span.from, whole.from), whole.to - length + 1);
  return { from, to: from + length - 1 };
}

/** Closer (`factor` below 1) or farther, around the middle. */
export function zoomed(span: Span, whole: Span, factor: number): Span {
  const length = Math.max(SHORTEST, Math.round(lengthOf(span) * factor));
  const middle = (span.from + span.to) / 2;
  const from = Math.round(middle - (length - 1) / 2);
  return within({ from, to: from + length - 1 }, whole);
}

/** Along by a share of its length: earlier where that is negative. */
export function moved(span: Span, whole: Span, share: number): Span {
  const by = Math.round(lengthOf(span) * share) || Math.sign(share);
  return within({ from: span.from + by, to: span.to + by }, whole);
}

/** How many of a lane's events began in the months that a window touches. */
export function countIn(lane: Lane, span: Span): number {
  return lane.months
    .filter(({ month }) => dayOf(month) <= span.to && monthEnd(month) >= span.from)
    .reduce((sum, { count }) => sum + count, 0);
}

/** A lane's months within a window, each with its days. */
export function monthsIn(lane: Lane, span: Span): (Span & { count: number })[] {
  return lane.months
    .map(({ month, count }) => ({ from: dayOf(month), to: monthEnd(month), count }))
    .filter(({ from, to }) => from <= span.to && to >= span.from);
}

const YEARS = [1, 2, 5, 10, 20];
const MONTHS = [1, 3, 6];

/** Days at which an axis has a mark, with words as short as they may be; about `most` of them. */
export function ticksOf(span: Span, most: number): { day: number; label: string }[] {
  const days = lengthOf(span);
  const step = [1, 2, 7, 14].find((each) => days / each <= most);
  if (step) return every(span, step);
  const months = MONTHS.find((each) => days / (30.4 * each) <= most);
  const years = YEARS.find((each) => days / (365.25 * each) <= most) ?? 50;
  const found = [];
  const first = new Date(span.from * DAY);
  const stride = months ?? years * 12;
  let at = first.getUTCFullYear() * 12 + (months ? first.getUTCMonth() : 0);
  at = Math.ceil(at / stride) * stride;
  for (; ; at += stride) {
    const day = Math.round(Date.UTC(Math.floor(at / 12), at % 12, 1) / DAY);
    if (day > span.to) return found;
    if (day >= span.from) found.push({ day, label: textOf(day).slice(0, months ? 7 : 4) });
  }
}

function every(span: Span, step: number): { day: number; label: string }[] {
  const found = [];
  for (let day = Math.ceil(span.from / step) * step; day <= span.to; day += step)
    found.push({ day, label: textOf(day).slice(5) });
  return found;
}
