const count = (n: number): string => n.toLocaleString('en-US');

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

/** The file ends before its content does: perhaps it is still being written. Another try later may succeed. */
export class IncompleteFileError extends FormatError {
  override readonly name = 'IncompleteFileError';
  constructor(
    path: string,
    readonly bytes: number,
    /** What the header asks for; null where the header itself is cut off. */
    readonly expected: number | null,
    /** True where the file has not changed for so long that nobody can be writing it. */
    readonly settled: boolean,
    /** What it should be, where that is not told by the size: ".npz". */
    what?: string,
  ) {
    const size = expected === null ? `only ${count(bytes)} bytes` : `${count(bytes)} of ${count(expected)} bytes`;
    const state = settled
      ? `Truncated: ${size}. Write or copy it again.`
      : `Still being written: ${size}. Try again when it is complete.`;
    super(path, what === undefined ? state : `Not a complete ${what}. ${state}`);
  }
}

const systemProblems: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file. Check the path.',
  ENOTDIR: 'There is no such file. Check the path.',
  EACCES: 'No permission to read it. Change its permissions.',
  EPERM: 'No permission to read it. Change its permissions.',
  EISDIR: 'This is a folder, not a file.',
  ELOOP: 'Its symbolic links run in a circle.',
  EMFILE: 'Too many files are open. Close some programs and try again.',
  ENAMETOOLONG: 'Its name is too long.',
};

/** An error of the file system (or anything else thrown while reading `path`) as a `FormatError`. */
export function asFormatError(path: string, error: unknown): FormatError {
  if (error instanceof FormatError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const problem = systemProblems[code] ?? `It could not be read${code ? ` (${code})` : ''}. The file may be damaged.`;
  return new FormatError(path, problem, { cause: error });
}
