/** Why a file cannot be read, in one line for a person: what, which file, what to do. */
export class FormatError extends Error {
  override readonly name: string = 'FormatError';
  constructor(
    readonly path: string,
    /** What is wrong and the remedy, without the path. */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${problem}`, options);
  }
}

/** The file is shorter than its header says: perhaps it is still being written. */
export class IncompleteFileError extends FormatError {
  override readonly name = 'IncompleteFileError';
  constructor(
    path: string,
    readonly bytes: number,
    readonly expected: number,
  ) {
    const count = (n: number): string => n.toLocaleString('en-US');
    super(
      path,
      `Still being written or truncated: ${count(bytes)} of ${count(expected)} bytes. Write it again if no job is writing it.`,
    );
  }
}
