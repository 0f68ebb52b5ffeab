/** What a chart's address holds: the window that is looked at, as days. Anything not understood is left out. */
export interface ChartSearch {
  from?: string;
  to?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function day(value: unknown): string | undefined {
  return typeof value === 'string' && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

export function chartSearch(raw: Record<string, unknown>): ChartSearch {
  const from = day(raw.from);
  const to = day(raw.to);
  return from && to && from <= to ? { from, to } : {};
}
