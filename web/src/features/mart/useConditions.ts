import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { TableSchema } from '@/features/mart/api/table';
import { readConditions } from '@/features/mart/conditions';
import type { Where } from '@/features/mart/search';

const route = getRouteApi('/shell/mart/$table');
const NONE: Where = {};

/** The address's sort and conditions, read by the table's columns. A column that is not there sorts nothing. */
export function useConditions(schema: TableSchema) {
  const { where = NONE, sort } = route.useSearch();
  const read = useMemo(() => {
    const visible = schema.fields.filter((field) => field.treatment !== 'absent');
    const kinds = new Map(visible.map((field) => [field.name, field.kind]));
    return { ...readConditions(where, kinds), known: kinds };
  }, [schema, where]);
  return {
    where,
    sort: sort && read.known.has(sort.column) ? sort : undefined,
    filters: read.filters,
    problems: read.problems,
  };
}
