import type { Dashboard } from '@/features/dashboard/api';

export interface Band {
  from: number;
  /** Persons by gender concept. */
  persons: Record<number, number>;
}

const LAST = 100;
const STEP = 5;

/** "35–39", "100+". */
export function ageBand(from: number): string {
  return from >= LAST ? `${LAST}+` : `${from}–${from + STEP - 1}`;
}

/** Genders, the most frequent first, and every band from 0 to the oldest, also the empty ones between. */
export function pyramid(
  counts: Dashboard['pyramid'],
  unnamed: (id: number) => string,
): {
  genders: { id: number; name: string }[];
  bands: Band[];
} {
  const totals = new Map<number, { id: number; name: string; total: number }>();
  const bands = new Map<number, Band>();
  const oldest = Math.max(...counts.map((one) => one.age_from), -STEP);
  for (let from = 0; from <= oldest; from += STEP) bands.set(from, { from, persons: {} });
  for (const { gender_concept_id: id, gender, age_from, persons } of counts) {
    const total = totals.get(id)?.total ?? 0;
    totals.set(id, { id, name: gender ?? unnamed(id), total: total + persons });
    const band = bands.get(age_from);
    if (band) band.persons[id] = persons;
  }
  const ranked = [...totals.values()].sort((a, b) => b.total - a.total || a.id - b.id);
  // The two that are drawn keep their sides whichever is larger today.
  const drawn = ranked.slice(0, 2).sort((a, b) => a.id - b.id);
  return {
    genders: [...drawn, ...ranked.slice(2)].map(({ id, name }) => ({ id, name })),
    bands: [...bands.values()],
  };
}
