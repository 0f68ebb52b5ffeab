/** Events placed in rows so that none hides another, as far as there is room. */
import type { Event } from '@/features/research/chart/api';
import { dayOf, type Span } from '@/features/research/chart/window';

export const MOST_ROWS = 8;
/** Pixels between two marks of a row. */
const GAP = 3;
/** Pixels of a mark of one day. */
export const POINT = 9;

export interface Mark {
  event: Event;
  row: number;
  left: number;
  width: number;
  /** It lasts for more than its mark is wide, so that it is drawn as a bar. */
  bar: boolean;
}

/** Marks of events by the pixels of their days; what finds no row of its own shares the last one. */
export function packed(events: Event[], span: Span, pixels: number): { marks: Mark[]; rows: number } {
  const scale = pixels / (span.to - span.from + 1);
  const ends: number[] = [];
  const marks: Mark[] = [];
  for (const event of events) {
    if (!event.start) continue;
    const first = dayOf(event.start);
    const last = event.end ? Math.max(first, dayOf(event.end)) : first;
    if (last < span.from || first > span.to) continue;
    const left = (Math.max(first, span.from) - span.from) * scale;
    const right = (Math.min(last, span.to) + 1 - span.from) * scale;
    const bar = last > first && right - left > POINT;
    const width = bar ? right - left : POINT;
    const start = bar ? left : Math.max(0, Math.min(left, pixels - POINT));
    let row = ends.findIndex((end) => end + GAP <= start);
    if (row < 0) row = Math.min(ends.length, MOST_ROWS - 1);
    ends[row] = Math.max(ends[row] ?? 0, start + width);
    marks.push({ event, row, left: start, width, bar });
  }
  return { marks, rows: Math.max(1, ends.length) };
}
