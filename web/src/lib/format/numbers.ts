/** Numbers as people in the hospital write them: exact with separators, short as 9,226만 or 92.3M. */

export type Language = 'ko' | 'en';

const EXACT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const KOREAN_SCALES: [number, string][] = [
  [1e12, '조'],
  [1e8, '억'],
  [1e4, '만'],
];
const ENGLISH_SCALES: [number, string][] = [
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'K'],
];

export function exact(value: number): string {
  return EXACT.format(value);
}

export function decimal(value: number, digits = 1): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A share as a percentage with one decimal. Only the whole is 100.0% and only nothing is 0.0%. */
export function percent(share: number): string {
  const rounded = Math.round(share * 1000) / 10;
  if (rounded === 100 && share < 1) return '99.9%';
  if (rounded === 0 && share > 0) return '0.1%';
  return `${decimal(share * 100)}%`;
}

/** Short form for tight places; the exact number belongs in the title or the popover beside it. */
export function short(value: number, language: Language): string {
  const size = Math.abs(value);
  if (size < 100_000) return exact(value);
  if (language === 'ko') {
    const [scale, unit] = KOREAN_SCALES.find(([from]) => size >= from) ?? [1, ''];
    const scaled = value / scale;
    return `${Math.abs(scaled) < 100 ? trimmed(scaled) : exact(scaled)}${unit}`;
  }
  const index = ENGLISH_SCALES.findIndex(([from]) => size >= from);
  const [scale, unit] = ENGLISH_SCALES[index] ?? [1, ''];
  const scaled = value / scale;
  const larger = ENGLISH_SCALES[index - 1];
  // 999,950 and above would round to "1000.0K"
  if (larger && Math.abs(scaled) >= 999.95) return `${trimmed(value / larger[0])}${larger[1]}`;
  return `${trimmed(scaled)}${unit}`;
}

function trimmed(value: number): string {
  return decimal(value).replace(/\.0$/, '');
}

/** Bytes in powers of 1024, one decimal: 3.4 MB. */
export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let scaled = value;
  let unit = 0;
  while (scaled >= 1024 && unit < units.length - 1) {
    scaled /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? exact(scaled) : decimal(scaled)} ${units[unit]}`;
}
