import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { DirectFile } from './direct';
import { FILLING_MS, hasHoles } from './filling';
import { asFormatError, FormatError, IncompleteFileError } from './errors';

/** Something of known size that can be read at any position: a file, or a member of an archive. */
export interface Bytes {
  /** The file on disk, for messages. */
  readonly path: string;
  readonly size: number;
  /** Fills `target` from `position` on. Throws `FormatError` where fewer bytes are there. */
  read(target: Uint8Array, position: number): Promise<void>;
  /** The same, for much at a time, where what lies up to `ALIGNMENT` bytes around the target may be overwritten: that can be faster. */
  readAround?(target: Uint8Array, position: number): Promise<void>;
}

/** Enough for the magic of every format and the whole header of a .npy file. */
const HEAD_BYTES = 512;

/** A file nobody has changed for ten minutes is not being written. */
const SETTLED_AFTER_MS = 600_000;

/** The few calls that opening takes, at once or later. */
interface Opening {
  open(path: string): number | Promise<number>;
  fstat(fd: number): fs.Stats | Promise<fs.Stats>;
  read(fd: number, target: Uint8Array): number | Promise<number>;
}

/** Bytes a millisecond: what comes faster lies in the system's cache, and there is no use in reading past it. */
const CACHED_PACE = 2e6;

const read = promisify(fs.read);

/** A named pipe must not keep us waiting for a writer (Windows has no such flag). */
const READ_ONLY = fs.constants.O_RDONLY | ((fs.constants.O_NONBLOCK as number | undefined) ?? 0);

const atOnce: Opening = {
  open(path) {
    const start = performance.now();
    try {
      return fs.openSync(path, READ_ONLY);
    } finally {
      openingMs = 0.75 * openingMs + 0.25 * (performance.now() - start);
    }
  },
  fstat: fs.fstatSync,
  read: (fd, target) => fs.readSync(fd, target, 0, target.length, 0),
};

const later: Opening = {
  open: promisify((path: string, done: (error: Error | null, fd: number) => void) => fs.open(path, READ_ONLY, done)),
  fstat: promisify((fd: number, done: (error: Error | null, stats: fs.Stats) => void) => fs.fstat(fd, done)),
  read: async (fd, target) => (await read(fd, target, 0, target.length, 0)).bytesRead,
};

/*
 * On a local disk a header takes 20 µs at once and ten times that through the thread pool, and a scan opens ten thousands. On
 * a slow network disk it is the other way round: many can wait at the same time. So the disk's own pace decides, and every
 * 64th file measures it anew.
 */
const SLOW_MS = 0.5;
let openingMs = 0;
let opened = 0;

function opening(): Opening {
  return openingMs > SLOW_MS && opened++ % 64 !== 0 ? later : atOnce;
}

/** A file opened for reading. Its first bytes are kept, so that a short header costs one read. */
export class FileBytes implements Bytes {
  readonly size: number;
  readonly modified: number;
  /** Undefined until the pace of the disk is known; null where it is not to be read past the cache. */
  private direct: DirectFile | null | undefined;

  private constructor(
    readonly path: string,
    private readonly fd: number,
    private readonly stat: fs.Stats,
    /** The first bytes (at most 512). */
    readonly head: Uint8Array,
    /** How many bytes of it lie on the disk, where a memory map may still be filled; else null. */
    readonly filled: number | null,
  ) {
    this.size = stat.size;
    this.modified = stat.mtimeMs;
  }

  static async open(path: string): Promise<FileBytes> {
    try {
      return await FileBytes.openBy(opening(), path);
    } catch (error) {
      throw asFormatError(path, error);
    }
  }

  private static async openBy(how: Opening, path: string): Promise<FileBytes> {
    const fd = await how.open(path);
    try {
      const stat = await how.fstat(fd);
      if (stat.isDirectory()) throw new FormatError(path, 'This is a folder, not a file.');
      if (!stat.isFile()) throw new FormatError(path, 'This is not a regular file.');
      const head = new Uint8Array(Math.min(HEAD_BYTES, stat.size));
      const filled = hasHoles(stat) && Date.now() - stat.mtimeMs < FILLING_MS ? stat.blocks * 512 : null;
      return new FileBytes(path, fd, stat, head.subarray(0, await how.read(fd, head)), filled);
    } catch (error) {
      fs.closeSync(fd);
      throw error;
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

  async readAround(target: Uint8Array, position: number): Promise<void> {
    if (this.direct && (await this.direct.read(target, position))) return;
    const began = performance.now();
    await this.read(target, position);
    if (this.direct !== undefined) return;
    const cached = target.length > CACHED_PACE * (performance.now() - began);
    this.direct = cached ? null : DirectFile.open(this.path, this.stat);
  }

  /** The error for a file that would need `expected` bytes (null where even the header is cut off). */
  incomplete(expected: number | null, what?: string): IncompleteFileError {
    const settled = Date.now() - this.modified > SETTLED_AFTER_MS;
    return new IncompleteFileError(this.path, this.size, expected, settled, what);
  }

  close(): void {
    this.direct?.close();
    fs.closeSync(this.fd);
  }

  private async readSome(target: Uint8Array, offset: number, position: number): Promise<number> {
    try {
      return (await read(this.fd, target, offset, target.length - offset, position)).bytesRead;
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
