/**
 * Reads what people type into a column's header field.
 *
 *   당뇨            text contains it; a number, date or time equals it
 *   2020, 2020-05   in date columns: that year, that month
 *   =x  !=x  >x  >=x  <x  <=x
 *   1980..1990      from, to, both included; either may be left out
 *   1 | 2 | 3       one of them
 *   ∅ or null       is empty;  !∅ or !null  is not
 */
import type { Kind } from '@/features/mart/api/table';
import type { Where } from '@/features/mart/search';
import type { components } from '@/lib/api/schema';

type Filter = components['schemas']['Filter'];
type Part = Pick<Filter, 'op'> & { value?: string | string[] };

export interface Problem {
  column: string;
  /** Key under `filter.need` of the texts: what such a column takes. */
  need: Kind;
}

const COMPARISONS: [string, Filter['op']][] = [
  ['>=', 'ge'],
  ['<=', 'le'],
  ['!=', 'ne'],
  ['≥', 'ge'],
  ['≤', 'le'],
  ['≠', 'ne'],
  ['>', 'gt'],
  ['<', 'lt'],
  ['=', 'eq'],
];

/** The conditions of all columns; what cannot be read is named and left out. A column unknown here is too. */
export function readConditions(
  where: Where,
  kinds: ReadonlyMap<string, Kind>,
): { filters: Filter[]; problems: Problem[] } {
  const filters: Filter[] = [];
  const problems: Problem[] = [];
  for (const [column, text] of Object.entries(where)) {
    const kind = kinds.get(column);
    if (!kind || text.trim() === '') continue;
    const parts = readText(text.trim(), kind);
    if (parts) filters.push(...parts.map(({ op, value }) => ({ column, op, value: value ?? null })));
    else problems.push({ column, need: kind });
  }
  return { filters, problems };
}

function readText(text: string, kind: Kind): Part[] | undefined {
  if (/^(∅|null)$/i.test(text)) return [{ op: 'is_null' }];
  if (/^!\s*(∅|null)$/i.test(text)) return [{ op: 'not_null' }];
  const comparison = COMPARISONS.find(([sign]) => text.startsWith(sign));
  if (comparison) {
    const value = text.slice(comparison[0].length).trim();
    return fits(value, kind) ? [{ op: comparison[1], value }] : undefined;
  }
  if (text.includes('|')) {
    const value = text.split('|').map((each) => each.trim());
    return value.every((each) => fits(each, kind)) ? [{ op: 'in', value }] : undefined;
  }
  if (kind === 'text') return [{ op: 'contains', value: text }];
  const range = /^(.*?)\s*\.\.\s*(.*)$/.exec(text);
  if (range) return between(range[1] ?? '', range[2] ?? '', kind);
  const span = kind === 'date' || kind === 'datetime' ? spanOf(text) : undefined;
  if (span) return between(span[0], span[1], kind);
  return fits(text, kind) ? [{ op: 'eq', value: text }] : undefined;
}

function between(from: string, to: string, kind: Kind): Part[] | undefined {
  const isTime = kind === 'date' || kind === 'datetime';
  const parts: Part[] = [];
  if (from !== '') parts.push({ op: 'ge', value: (isTime && spanOf(from)?.[0]) || from });
  if (to !== '') {
    const last = (isTime && spanOf(to)?.[1]) || to;
    // The last day belongs to the range: of a time column, up to its end.
    const whole = kind === 'datetime' && last.length === 10;
    parts.push({ op: 'le', value: whole ? `${last} 23:59:59.999999` : last });
  }
  return parts.length > 0 && parts.every(({ value }) => fits(String(value), kind)) ? parts : undefined;
}

/** First and last day of a year, a month or a day; undefined for anything else. */
function spanOf(text: string): [string, string] | undefined {
  const found = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text);
  if (!found) return undefined;
  const [, year, month, day] = found;
  if (day) return [text, text];
  if (!month) return [`${year}-01-01`, `${year}-12-31`];
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return [`${year}-${month}-01`, `${year}-${month}-${last}`];
}

function fits(value: string, kind: Kind): boolean {
  switch (kind) {
    case 'integer':
      return /^[+-]?\d{1,18}$/.test(value);
    case 'number':
      return value !== '' && Number.isFinite(Number(value));
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(value) && isDay(value);
    case 'datetime':
      return /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?$/.test(value) && isDay(value.slice(0, 10));
    default:
      return true;
  }
}

function isDay(value: string): boolean {
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}
