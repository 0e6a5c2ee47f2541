import { realpath, stat } from 'node:fs/promises';

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

/** To be called after reading. Throws a `ChangedFileError`, or what the file system says. */
export async function refuseChanged(files: readonly FileState[] = []): Promise<void> {
  for (const { path, size, modified } of files) {
    const now = await fileState(path);
    if (now.size !== size || now.modified !== modified || now.path !== path) {
      throw new ChangedFileError(`${path}: changed while the comparison was computed. Compare again.`);
    }
  }
}
