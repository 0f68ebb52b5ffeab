/** Dates as 2026-11-22 and times of 24 hours in Asia/Seoul, whatever the browser's own zone is. */
import type { Language } from '@/lib/format/numbers';

export const ZONE = 'Asia/Seoul';

const PARTS = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

function parts(at: Date): Record<string, string> {
  return Object.fromEntries(PARTS.formatToParts(at).map((part) => [part.type, part.value]));
}

/** An instant from the server. The server writes UTC; one without a zone is UTC too. */
export function instant(text: string): Date {
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T');
  return new Date(zoned ? text : `${text}Z`);
}

export function date(text: string): string {
  const { year, month, day } = parts(instant(text));
  return `${year}-${month}-${day}`;
}

export function dateTime(text: string): string {
  const { year, month, day, hour, minute } = parts(instant(text));
  return `${year}-${month}-${day} ${hour}:${minute}`;
}

/** "3시간 전", "in 2 days": the largest unit that fits once. */
export function ago(text: string, language: Language, now: Date = new Date()): string {
  const seconds = (instant(text).getTime() - now.getTime()) / 1000;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const units: [Intl.RelativeTimeFormatUnit, number][] = [
    ['year', 31_536_000],
    ['month', 2_592_000],
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ];
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(0, 'second');
}

/** A length of time: 0.4 s, 12 s, 3 m 20 s, 1 h 5 m (초, 분, 시간 in Korean). */
export function duration(seconds: number, language: Language): string {
  const units = language === 'ko' ? { h: '시간', m: '분', s: '초' } : { h: ' h', m: ' m', s: ' s' };
  if (seconds < 10) return `${seconds.toFixed(1)}${units.s}`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${units.s}`;
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (hours > 0) return `${hours}${units.h} ${minutes}${units.m}`;
  return `${minutes}${units.m} ${whole % 60}${units.s}`;
}
