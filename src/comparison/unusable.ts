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
    `${count(rows)} of ${count(of)} ${NON_FINITE}. Drop these rows in both (--drop-nan-rows) to compare the rest.`,
  );
}

const NON_FINITE = 'rows contain NaN or Inf';

/** True where a cell's reason is that of `nonFiniteRows`: dropping the rows would give it a value. */
export function isNonFinite(reason: string): boolean {
  return reason.includes(NON_FINITE);
}
