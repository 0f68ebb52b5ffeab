/** Values of groups as cells of a table. */
import type { Value } from '@/features/research/analysis/api';
import type { Cell } from '@/features/research/analysis/ResultPanel';
import { decimal, exact, percent } from '@/lib/format/numbers';

const NOTHING: Cell = { text: '–', value: null, quiet: true };

/** `1,024 (34.5%)`; in the file the count. */
export function shareCell(value: Value): Cell {
  if (value.persons === null || value.share == null) return NOTHING;
  return {
    text: value.persons === 0 ? '0' : `${exact(value.persons)} (${percent(value.share)})`,
    value: value.persons,
    quiet: value.persons === 0,
  };
}

/** `65.5 ± 3.0`; in the file the mean. */
export function meanCell(value: Value): Cell {
  if (value.mean == null) return NOTHING;
  const spread = value.sd == null ? '' : ` ± ${figure(value.sd)}`;
  return { text: `${figure(value.mean)}${spread}`, value: value.mean };
}

/** `65 [63–68]`: median and quartiles; in the file the median. */
export function medianCell(value: Value): Cell {
  if (value.median == null || value.q1 == null || value.q3 == null) return NOTHING;
  return {
    text: `${figure(value.median)} [${figure(value.q1)}–${figure(value.q3)}]`,
    value: value.median,
  };
}

/** A standardized difference with two decimals. */
export function differenceCell(smd: number | null | undefined): Cell {
  if (smd == null) return NOTHING;
  return { text: decimal(smd, 2).replace('-', '−'), value: smd, quiet: Math.abs(smd) < 0.1 };
}

/** Large numbers whole, small ones with as many digits as they need to be told apart. */
export function figure(value: number): string {
  const size = Math.abs(value);
  return decimal(value, size >= 1000 ? 0 : size >= 10 || size === 0 ? 1 : 2);
}
