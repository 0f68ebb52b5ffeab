export interface StudiesSearch {
  /** Open the dialog that makes a package, with this cohort in it, or with none. */
  make?: number;
}

export function studiesSearch(search: Record<string, unknown>): StudiesSearch {
  const make = Number(search.make);
  return search.make !== undefined && Number.isSafeInteger(make) && make >= 0 ? { make } : {};
}
