import type { ColumnKind } from '@/components/grid/types';
import { exact } from '@/lib/format/numbers';

/** A value as a grid shows it. Ids and years are integers too, so integers get no separators here. */
export function cellText(value: unknown, kind: ColumnKind = 'text'): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (kind === 'datetime' && typeof value === 'string') return value.replace('T', ' ').replace(/\.\d+/, '');
  if (kind === 'date' && typeof value === 'string') return value.slice(0, 10);
  return String(value);
}

export function isNumeric(kind: ColumnKind | undefined): boolean {
  return kind === 'integer' || kind === 'number';
}

/** "1,048,576" for counts above grids. */
export function countText(count: number, isExact: boolean): string {
  return isExact ? exact(count) : `≈ ${exact(count)}`;
}
