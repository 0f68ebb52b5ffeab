/** Where a figure comes from: everything that its popover answers. */
export interface FigureSource {
  /** Tables that were read, first the one that a click leads to. */
  tables: string[];
  /** The question as it was asked. */
  sql?: string;
  /** Absent where a CDM is read in place. */
  snapshot?: number;
  /** When the snapshot was published, or the statistics of a CDM in place were computed. */
  publishedAt?: string;
  /** No real patient is behind it. */
  synthetic?: boolean;
  /** Columns of the answer that a mask touched; empty: none. */
  masked?: string[];
}
