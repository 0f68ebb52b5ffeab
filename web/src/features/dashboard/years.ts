/** The years from the first to the last, those without a row too: a gap must look like one. */
export function everyYear(points: { year: number; rows: number }[]): { year: number; rows: number }[] {
  const known = new Map(points.map((point) => [point.year, point.rows]));
  const years = [...known.keys()];
  if (years.length === 0) return [];
  const first = Math.min(...years);
  return Array.from({ length: Math.max(...years) - first + 1 }, (_, index) => ({
    year: first + index,
    rows: known.get(first + index) ?? 0,
  }));
}
