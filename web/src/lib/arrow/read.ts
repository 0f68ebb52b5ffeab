import { readerOf } from '@/lib/arrow/values';

/** What a request for rows accepts, so that they come as Arrow's stream. */
export const ARROW = 'application/vnd.apache.arrow.stream';

/** Rows as they came, column by column: a value is decoded when it is asked for. */
export interface ArrowRows {
  length: number;
  /** Metadata of the schema, by key (`asan.masked`, `asan.snapshot`, …). */
  told: ReadonlyMap<string, string>;
  columns: string[];
  row: (index: number) => unknown[];
}

/** Decodes a whole stream. The decoder is loaded with the first one. */
export async function readArrow(stream: ArrayBuffer): Promise<ArrowRows> {
  if (!endsWhole(stream)) throw new Error('The stream of rows was cut off.');
  const { tableFromIPC } = await import('@uwdata/flechette');
  const table = tableFromIPC(stream, {
    useBigInt: true,
    useDecimalInt: true,
    useBigIntTimestamp: true,
  });
  const readers = table.children.map(readerOf);
  return {
    length: table.numRows,
    told: table.schema.metadata ?? new Map(),
    columns: table.names.map(String),
    row: (index) => readers.map((read) => read(index)),
  };
}

/** Arrow's mark for the end of a stream: the server leaves it out where something went wrong on the way. */
function endsWhole(stream: ArrayBuffer): boolean {
  if (stream.byteLength < 8) return false;
  const end = new DataView(stream, stream.byteLength - 8);
  return end.getInt32(0, true) === -1 && end.getInt32(4, true) === 0;
}
