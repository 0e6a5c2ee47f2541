import { realpath, stat } from 'node:fs/promises';
import { asFormatError } from '../formats';

/** What tells one content of a file from another without reading it; two names of one file have the same. */
export interface FileState {
  /** Real and absolute. */
  readonly path: string;
  readonly size: number;
  /** Milliseconds. */
  readonly modified: number;
}

/** A file is not what it was when the comparison was planned: numbers out of it would stand under the wrong name. */
export class ChangedFileError extends Error {
  override readonly name = 'ChangedFileError';
}

export async function fileState(path: string): Promise<FileState> {
  const { size, mtimeMs } = await stat(path);
  return { path: await realpath(path), size, modified: mtimeMs };
}

/**
 * Reads files that have to be what they were. Where one is not any more, throws a `ChangedFileError`, whatever came of reading:
 * a file that is replaced in between may also end early, or hold another array.
 */
export async function whileUnchanged<T>(files: readonly FileState[] | undefined, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } finally {
    await refuseChanged(files);
  }
}

/** To be called after reading. Throws a `ChangedFileError`, or a `FormatError` where the file system has something else to say. */
export async function refuseChanged(files: readonly FileState[] = []): Promise<void> {
  for (const { path, size, modified } of files) {
    const now = await fileState(path).catch((error: unknown) => asGone(path, error));
    if (now.size !== size || now.modified !== modified || now.path !== path) {
      throw new ChangedFileError(`${path}: changed while the comparison was computed. Compare again.`);
    }
  }
}

function asGone(path: string, error: unknown): never {
  const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  throw gone
    ? new ChangedFileError(`${path}: removed while the comparison was computed. Compare again.`)
    : asFormatError(path, error);
}
