import { describe, expect, it } from 'vitest';
import { bytes, exact, percent, short } from '@/lib/format/numbers';

describe('numbers', () => {
  it('are written in full where exact', () => {
    expect(exact(92_260_027)).toBe('92,260,027');
  });

  it.each([
    [92_260_027, '9,226만', '92.3M'],
    [36_600_000, '3,660만', '36.6M'],
    [1_234_567_890, '12.3억', '1.2B'],
    [250_000, '25만', '250K'],
    [125_000, '12.5만', '125K'],
    [99_999, '99,999', '99,999'],
    [999_950, '100만', '1M'],
    [-250_000, '-25만', '-250K'],
    [0, '0', '0'],
  ])('%d is short as %s and %s', (value, korean, english) => {
    expect(short(value, 'ko')).toBe(korean);
    expect(short(value, 'en')).toBe(english);
  });

  it('shares have one decimal', () => {
    expect(percent(0.9534)).toBe('95.3%');
    expect(percent(1)).toBe('100.0%');
    expect(percent(0)).toBe('0.0%');
    expect(percent(0.99999)).toBe('99.9%');
    expect(percent(0.00001)).toBe('0.1%');
  });

  it('bytes go up in steps of 1024', () => {
    expect(bytes(512)).toBe('512 B');
    expect(bytes(3.4 * 1024 * 1024)).toBe('3.4 MB');
  });
});
