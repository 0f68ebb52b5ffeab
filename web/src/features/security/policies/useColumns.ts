import { useQuery } from '@tanstack/react-query';
import type { IsWhole } from '@/features/security/policies/definition';
import { objectsQuery } from '@/lib/objects';

interface Columns {
  /** Columns in which a rule can look for a person's record, as `cdm.table.column`. */
  ofPersons: string[];
  /** Names of the columns that all of the tables have. */
  sharedBy: (tables: string[]) => string[];
  isWhole: IsWhole;
}

/** What rules about rows can name. */
export function useColumns(): Columns {
  const { data: known } = useQuery(objectsQuery);
  const tables = new Map(known?.tables.map((table) => [table.name, table]));
  return {
    ofPersons: [...tables.values()]
      .filter(({ of_persons }) => of_persons)
      .flatMap(({ name, columns }) => columns.map((column) => `${name}.${column}`)),
    sharedBy: ([first, ...others]) =>
      (first === undefined ? [] : (tables.get(first)?.columns ?? [])).filter((column) =>
        others.every((other) => tables.get(other)?.columns.includes(column)),
      ),
    isWhole: (name) => {
      const at = name.lastIndexOf('.');
      return tables.get(name.slice(0, at))?.whole.includes(name.slice(at + 1)) ?? false;
    },
  };
}
