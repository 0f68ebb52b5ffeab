import type { ReactNode } from 'react';

export type ColumnKind = 'text' | 'integer' | 'number' | 'date' | 'datetime' | 'boolean';

export interface GridSubject {
  table: string;
  column: string;
}

export interface GridColumn<Row> {
  id: string;
  title: string;
  /** Shown under the title in the header's tooltip. */
  description?: string;
  kind?: ColumnKind;
  /** Pixels before anyone resizes. */
  width?: number;
  /** What is copied, and shown where `render` is absent. */
  value: (row: Row) => unknown;
  render?: (row: Row) => ReactNode;
  /** Name of the mask that touches this column's values: a lock in the header and cells says so. */
  mask?: string;
  /** The table and column of the data that it shows: people can ask why they see it as they do. */
  of?: GridSubject;
  /** The server can order by it. */
  sortable?: boolean;
  /** A field in the header takes a condition for it. */
  filterable?: boolean;
  /** Stays at the left until the person unpins it. */
  pinned?: boolean;
  /** Not shown until the person asks for it. */
  hidden?: boolean;
}

export interface GridSort {
  column: string;
  desc: boolean;
}

export interface GridProps<Row> {
  /** Names the grid for screen readers, and the file of nothing else. */
  label: string;
  columns: GridColumn<Row>[];
  /** All rows that the question has, not only those loaded. */
  rowCount: number;
  /** False: `rowCount` is an estimate, and said to be. */
  exact?: boolean;
  /** The row at `index`; undefined while it is not loaded (a skeleton stands there). */
  row: (index: number) => Row | undefined;
  /** Rows that came into sight, so that they can be loaded. */
  onRange?: (first: number, last: number) => void;
  sort?: GridSort;
  /** Absent: no column can be ordered. Undefined sort: back to the table's own order. */
  onSort?: (sort: GridSort | undefined) => void;
  /** Text of each column's header field. */
  filters?: Record<string, string>;
  onFilter?: (column: string, text: string) => void;
  /** Enter or double click on a row. */
  onOpen?: (row: Row, index: number) => void;
  /** Widths, pins and hidden columns are kept in the browser under this name. */
  keep?: string;
  /** In place of rows when there are none. */
  empty?: ReactNode;
  /** Between the row count and the column settings. */
  tools?: ReactNode;
  busy?: boolean;
}

/** A cell's place: row -1 is the header. */
export interface GridPlace {
  row: number;
  column: number;
}
