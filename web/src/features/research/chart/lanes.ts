/** The lanes of a drawing from top to bottom, with what each shows of a window: events, or months. */
import type { Domain, Event, Lane, LaneEvents } from '@/features/research/chart/api';
import { type Mark, packed } from '@/features/research/chart/packing';
import { countIn, monthsIn, type Span } from '@/features/research/chart/window';

/** Events of a lane that are asked for and drawn one by one; of more, their months are. */
export const MOST_EVENTS = 500;

export const ROW = 14;
const PAD = 8;

export interface Drawn {
  lane: Lane;
  /** Events that touch the window; of months, those that began in them. */
  count: number;
  marks: Mark[];
  months: (Span & { count: number })[];
  top: number;
  height: number;
}

/** Domains whose events are asked for in a window. */
export function askedIn(lanes: Lane[], span: Span): Domain[] {
  return lanes
    .filter((lane) => lane.state === 'shown' && lane.months.length > 0 && countIn(lane, span) <= MOST_EVENTS)
    .map(({ domain }) => domain);
}

export function drawn(lanes: Lane[], found: LaneEvents[], span: Span, pixels: number): Drawn[] {
  let top = 0;
  return lanes.map((lane) => {
    const count = countIn(lane, span);
    const events = found.find(({ domain }) => domain === lane.domain)?.events;
    // Until its events are there a lane shows what is known of it: how many there are in each month.
    const each = count <= MOST_EVENTS && (events !== undefined || count === 0);
    const { marks, rows } = each ? packed(events ?? [], span, pixels) : { marks: [], rows: 2 };
    const height = rows * ROW + PAD;
    const placed = {
      lane,
      count: each ? (events?.length ?? count) : count,
      marks,
      months: each ? [] : monthsIn(lane, span),
      top,
      height,
    };
    top += height;
    return placed;
  });
}

/** The event that a key leads to from `from`: in its lane along time, or in the next lane that has some. */
export function neighbour(lanes: Drawn[], from: Event | undefined, key: string): Event | undefined {
  const filled = lanes.filter(({ marks }) => marks.length > 0);
  const at = filled.findIndex(({ marks }) => marks.some(({ event }) => event === from));
  if (at < 0) return filled[0]?.marks[0]?.event;
  const marks = filled[at]?.marks ?? [];
  const place = marks.findIndex(({ event }) => event === from);
  if (key === 'ArrowLeft') return marks[Math.max(0, place - 1)]?.event;
  if (key === 'ArrowRight') return marks[Math.min(marks.length - 1, place + 1)]?.event;
  const next = filled[Math.min(Math.max(at + (key === 'ArrowDown' ? 1 : -1), 0), filled.length - 1)];
  const left = marks[place]?.left ?? 0;
  return next?.marks.reduce((best, each) =>
    Math.abs(each.left - left) < Math.abs(best.left - left) ? each : best,
  ).event;
}
