import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { GridColumn } from '@/components/grid/types';
import type { Row, RowsPage } from '@/features/mart/api/rows';
import type { Field, TableSchema } from '@/features/mart/api/table';
import styles from '@/features/mart/parts/RowsTab.module.css';
import { maskName } from '@/lib/masks';

/** The grid's columns: the key stays at the left, concepts show their names beside their ids. */
export function useGridColumns(
  schema: TableSchema,
  page: RowsPage | undefined,
  names: ReadonlyMap<number, string>,
): GridColumn<Row>[] {
  const { t } = useTranslation('mart');
  const given = page?.columns;
  return useMemo(
    () =>
      schema.fields
        .filter((field) => field.treatment !== 'absent')
        .map((field, index): GridColumn<Row> => {
          const at = given?.findIndex((column) => column.name === field.name) ?? -1;
          const value = (row: Row) => row[at];
          const isConcept = field.foreign_key?.table === 'concept';
          return {
            id: field.name,
            title: field.name,
            description: field.description,
            // An id and a name together are words, set from the left.
            kind: isConcept ? 'text' : field.kind,
            width: isConcept ? 240 : isLongId(field) ? 176 : undefined,
            value,
            mask: field.mask ? maskName(t, field.mask) : undefined,
            of: { table: schema.name, column: field.name },
            sortable: true,
            filterable: true,
            pinned: field.primary_key && index === 0,
            ...(isConcept && {
              render: (row: Row) => <Concept id={value(row)} names={names} />,
            }),
          };
        }),
    [schema, given, names, t],
  );
}

/** Ids of rows have sixteen digits. */
function isLongId({ name, kind }: Field): boolean {
  return kind === 'integer' && name.endsWith('_id');
}

function Concept({ id, names }: { id: unknown; names: ReadonlyMap<number, string> }) {
  if (typeof id !== 'number') return <span className={styles.null}>null</span>;
  const name = names.get(id);
  return (
    <span className={styles.concept} title={name ? `${id} ${name}` : undefined}>
      <span>{id}</span> {name && <span className={styles.name}>{name}</span>}
    </span>
  );
}
