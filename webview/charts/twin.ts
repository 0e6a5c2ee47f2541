import { delimited } from './table';

/** What a picture shows, as a table: for readers, for copying and for files. */
export interface Twin {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** The table as text, numbers in full precision. */
export function twinText({ columns, rows }: Twin, separator: ',' | '\t'): string {
  const written = rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
  return delimited([columns, ...written], separator);
}
