import type { Dashboard } from '@/features/dashboard/api';

/** Clinical and derived tables make up the CDM's rows; the vocabulary is not the hospital's. */
export function isData(table: { group: string }): boolean {
  return table.group !== 'vocabulary' && table.group !== 'results';
}

export function totals(board: Dashboard) {
  const data = board.tables.filter((table) => isData(table) && table.rows > 0);
  const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
  return {
    tables: data.length,
    rows: sum(data.map((table) => table.rows)),
    visits: sum(board.visits.map((one) => one.visits)),
    events: sum(board.mapping.map((one) => one.rows)),
    mapped: sum(board.mapping.map((one) => one.mapped)),
  };
}

/** First and last date of what happened to patients; undefined where nothing has a date. */
export function period(board: Dashboard): { from: string; to: string } | undefined {
  const observed = board.tables.filter((table) => table.name === 'visit_occurrence');
  const from = observed.map((table) => table.first_date).find((one) => one !== null);
  const to = observed.map((table) => table.last_date).find((one) => one !== null);
  return from && to ? { from, to } : undefined;
}
