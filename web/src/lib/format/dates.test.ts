import { describe, expect, it } from 'vitest';
import { ago, date, dateTime, duration } from '@/lib/format/dates';

describe('dates', () => {
  it('are shown in Asia/Seoul, whatever the zone of the machine', () => {
    expect(dateTime('2026-11-22T16:20:00Z')).toBe('2026-11-23 01:20');
    expect(dateTime('2026-11-22T16:20:00')).toBe('2026-11-23 01:20');
    expect(dateTime('2026-11-22T00:05:00+09:00')).toBe('2026-11-22 00:05');
    expect(date('2026-11-22T15:00:00Z')).toBe('2026-11-23');
  });

  it('a date without a time stays that date', () => {
    expect(date('2026-11-22')).toBe('2026-11-22');
  });

  const now = new Date('2026-11-22T12:00:00Z');
  it.each([
    ['2026-11-22T09:00:00Z', '3시간 전', '3 hours ago'],
    ['2026-11-21T11:00:00Z', '어제', 'yesterday'],
    ['2027-02-20T12:00:00Z', '3개월 후', 'in 3 months'],
    ['2026-11-22T11:59:40Z', '지금', 'now'],
  ])('%s is %s', (text, korean, english) => {
    expect(ago(text, 'ko', now)).toBe(korean);
    expect(ago(text, 'en', now)).toBe(english);
  });

  it.each([
    [0.44, '0.4초', '0.4 s'],
    [12.2, '12초', '12 s'],
    [200, '3분 20초', '3 m 20 s'],
    [3900, '1시간 5분', '1 h 5 m'],
  ])('%d seconds last %s', (seconds, korean, english) => {
    expect(duration(seconds, 'ko')).toBe(korean);
    expect(duration(seconds, 'en')).toBe(english);
  });
});
