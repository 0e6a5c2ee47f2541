/**
 * An array was read, but its numbers cannot be compared: rows with NaN, no rows left. Every cell it takes part in is
 * undefined with this message as the reason; any other error of reading is a failure that another try may cure.
 */
export class UnusableError extends Error {
  override readonly name = 'UnusableError';
}

export function nonFiniteRows(rows: number, of: number): UnusableError {
  const count = (n: number): string => n.toLocaleString('en-US');
  return new UnusableError(
    `${count(rows)} of ${count(of)} rows contain NaN or Inf. Drop these rows in both (--drop-nan-rows) to compare the rest.`,
  );
}
