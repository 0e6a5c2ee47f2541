import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { asFormatError, FormatError, IncompleteFileError } from './errors';

/** Something of known size that can be read at any position: a file, or a member of an archive. */
export interface Bytes {
  /** The file on disk, for messages. */
  readonly path: string;
  readonly size: number;
  /** Fills `target` from `position` on. Throws `FormatError` where fewer bytes are there. */
  read(target: Uint8Array, position: number): Promise<void>;
}

/** Enough for the magic of every format and the whole header of a .npy file. */
const HEAD_BYTES = 512;

/** A file nobody has changed for ten minutes is not being written. */
const SETTLED_AFTER_MS = 600_000;

/** A file opened for reading. Its first bytes are kept, so that a short header costs one read. */
export class FileBytes implements Bytes {
  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    readonly size: number,
    readonly modified: number,
    /** The first bytes (at most 512). */
    readonly head: Uint8Array,
  ) {}

  static async open(path: string): Promise<FileBytes> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(path, 'r');
      const stat = await handle.stat();
      if (stat.isDirectory()) throw new FormatError(path, 'This is a folder, not a file.');
      if (!stat.isFile()) throw new FormatError(path, 'This is not a regular file.');
      const head = new Uint8Array(Math.min(HEAD_BYTES, stat.size));
      const { bytesRead } = await handle.read(head, 0, head.length, 0);
      return new FileBytes(path, handle, stat.size, stat.mtimeMs, head.subarray(0, bytesRead));
    } catch (error) {
      await handle?.close();
      throw asFormatError(path, error);
    }
  }

  async read(target: Uint8Array, position: number): Promise<void> {
    if (position + target.length > this.size) throw this.incomplete(position + target.length);
    if (position + target.length <= this.head.length) {
      target.set(this.head.subarray(position, position + target.length));
      return;
    }
    let done = 0;
    while (done < target.length) {
      const bytesRead = await this.readSome(target, done, position + done);
      if (bytesRead === 0) throw this.incomplete(position + target.length);
      done += bytesRead;
    }
  }

  /** The error for a file that would need `expected` bytes (null where even the header is cut off). */
  incomplete(expected: number | null, what?: string): IncompleteFileError {
    const settled = Date.now() - this.modified > SETTLED_AFTER_MS;
    return new IncompleteFileError(this.path, this.size, expected, settled, what);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async readSome(target: Uint8Array, offset: number, position: number): Promise<number> {
    try {
      return (await this.handle.read(target, offset, target.length - offset, position)).bytesRead;
    } catch (error) {
      throw asFormatError(this.path, error);
    }
  }
}

/** `length` bytes from `position` on. `length` must have been checked against the size before. */
export async function readBytes(bytes: Bytes, position: number, length: number): Promise<Uint8Array> {
  const target = new Uint8Array(length);
  await bytes.read(target, position);
  return target;
}
