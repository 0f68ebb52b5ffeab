/** What the mart's addresses hold. Anything in them that is not understood is left out, never an error. */

export const TABS = ['rows', 'schema', 'profile'] as const;
export type Tab = (typeof TABS)[number];

export interface MartSearch {
  q?: string;
  view?: 'exports';
}

export interface SortKey {
  column: string;
  desc: boolean;
}

/** What people typed into the header fields, by column; `conditions.ts` reads it. */
export type Where = Record<string, string>;

export interface TableSearch {
  tab?: Tab;
  sort?: SortKey;
  where?: Where;
}

type Raw = Record<string, unknown>;

export function martSearch(raw: Raw): MartSearch {
  return { q: text(raw.q), view: raw.view === 'exports' ? 'exports' : undefined };
}

export function tableSearch(raw: Raw): TableSearch {
  return {
    tab: TABS.find((tab) => tab === raw.tab && tab !== 'rows'),
    sort: isRaw(raw.sort) ? sortKey(raw.sort) : undefined,
    where: isRaw(raw.where) ? typed(raw.where) : undefined,
  };
}

function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined;
}

function sortKey({ column, desc }: Raw): SortKey | undefined {
  return typeof column === 'string' ? { column, desc: desc === true } : undefined;
}

function typed(raw: Raw): Where | undefined {
  const entries = Object.entries(raw).flatMap(([column, value]) => {
    const said = text(value);
    return said === undefined ? [] : [[column, said] as const];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
